namespace GlanceOrch.Integration.Tests;

/// <summary>The tests on the deployed site. They share its hosts, so they run one after the other, and it is deployed once.</summary>
[CollectionDefinition("hosts services, api1")]
public sealed class DeployedGlanceCollection : ICollectionFixture<DeployedGlance>;
