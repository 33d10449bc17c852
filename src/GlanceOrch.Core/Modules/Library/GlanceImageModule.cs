using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Keeps an image of Glance: its data from a file or an address, its name, visibility, properties and tags.</summary>
/// <remarks>
/// Images are told apart by name, or by id. The data of an image that is there cannot change, and what a task says of its source is of
/// no concern then; an image whose upload was broken off is uploaded again. Properties and tags nobody named are left alone.
/// </remarks>
[Doc("Create, change or delete an image of Glance, with data from a file of the host or from an address.")]
public sealed class GlanceImageModule(KeystoneClients clients, TimeProvider time) : IModule<GlanceImageModule.Args, GlanceImageModule.ImageChange>
{
    public sealed record Args : KeystoneArgs
    {
        [Doc("Name of the image. Unique, unless id is given.")]
        public required string Name { get; init; }

        [Doc("Id of the image; a new one gets it.")]
        public string? Id { get; init; }

        [Doc("Address of the API, as seen from the host; left out: the public endpoint of Keystone's catalogue.")]
        public string? Url { get; init; }

        [Doc("Where the data of a new image come from: a file of the host, or an http or https address as seen from there.")]
        public string? Source { get; init; }

        [Doc("Container format, such as bare; a new image needs it. Cannot change once there are data.")]
        public string? ContainerFormat { get; init; }

        [Doc("Disk format, such as raw or qcow2; a new image needs it. Cannot change once there are data.")]
        public string? DiskFormat { get; init; }

        [Doc("public, private, shared or community.")]
        public ImageVisibility Visibility { get; init; }

        [Doc("Gigabytes of disk needed to boot it; left as it is when not given.")]
        public int? MinDisk { get; init; }

        [Doc("Megabytes of memory needed to boot it; left as it is when not given.")]
        public int? MinRam { get; init; }

        [Doc("Further properties, a mapping of names to values; null removes one. Others are left alone.")]
        public ScriptObject Properties { get; init; } = [];

        [Doc("Its tags, all of them; left as they are when not given.")]
        public IReadOnlyList<string>? Tags { get; init; }

        [Doc("Name of the project that owns it; left as it is (the login's own for a new one) when not given.")]
        public string? Project { get; init; }

        [Doc("Name or id of the project's domain.")]
        public string ProjectDomain { get; init; } = "Default";

        [Doc("Id of the store for the data of a new image; left out: the default one.")]
        public string? Store { get; init; }

        [Doc("Seconds for the upload.")]
        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3600);
    }

    /// <summary>Who sees an image.</summary>
    public enum ImageVisibility
    {
        Public,
        Private,
        Shared,
        Community,
    }

    public sealed record ImageChange : Change
    {
        private readonly string _summary;
        private readonly Difference _difference;

        internal ImageChange(Args args, string summary, Difference difference)
        {
            Args = args;
            _summary = summary;
            _difference = difference;
        }

        public override string Summary => _summary;

        public override IReadOnlyList<Difference> Differences => [_difference];

        internal Args Args { get; }

        /// <summary>The image that is there; null: it is made first.</summary>
        internal string? Id { get; init; }

        internal JsonObject? Create { get; init; }

        internal JsonArray Patch { get; init; } = [];

        /// <summary>The size of the source; null: nothing is uploaded, or it comes from an address.</summary>
        internal long? FileSize { get; init; }

        internal bool Upload { get; init; }

        internal bool Delete { get; init; }
    }

    public string Name => "glance_image";

    public string Example => """
        - glance_image:
            name: cirros
            source: http://download.example.com/cirros.img
            container_format: bare
            disk_format: qcow2
            auth: '{{ keystone_admin }}'
        """;

    public async Task<ImageChange?> CheckAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var session = clients.For(host, args);
        var api = new GlanceApi(host, session, args.Url, time);
        var finding = FindAsync(api, args, cancellationToken);
        var owner = args.Project is { } project && args.State == KeystoneState.Present
            ? (await session.FindInDomainAsync("project", project, args.ProjectDomain, cancellationToken) ?? throw KeystoneLookups.Missing("project", project)).Id
            : null;
        var label = $"image {args.Name}";
        if (await finding is not { } found)
        {
            return args.State == KeystoneState.Absent ? null : await CreateAsync(args, label, owner, host, cancellationToken);
        }

        var id = found.Text("id") ?? throw new ModuleException("glance listed an image without an id");
        return args.State == KeystoneState.Absent
            ? new ImageChange(args, $"delete {label}", new Difference(label, $"id: {id}\n", After: null)) { Id = id, Delete = true }
            : await UpdateAsync(args, label, id, found, owner, host, cancellationToken);
    }

    public async Task<ModuleOutput> ApplyAsync(ImageChange change, IHost host, CancellationToken cancellationToken)
    {
        var args = change.Args;
        var api = new GlanceApi(host, clients.For(host, args.Auth), args.Url, time);
        if (change is { Delete: true, Id: { } gone })
        {
            await api.SendAsync(HttpMethod.Delete, GlanceApi.ImagePath(gone), body: null, cancellationToken);
            return ModuleOutput.None;
        }

        var id = change.Id ?? (await api.SendAsync(HttpMethod.Post, "images", change.Create, cancellationToken)).Text("id")
            ?? throw new ModuleException("POST /v2/images gave no id");
        if (change.Patch.Count > 0)
        {
            await api.SendAsync(HttpMethod.Patch, GlanceApi.ImagePath(id), change.Patch, cancellationToken);
        }

        if (change.Upload)
        {
            var source = args.Source ?? throw new InvalidOperationException("nothing to upload");
            if (change.FileSize is { } size)
            {
                await api.UploadAsync(id, () => new HostFileContent(host, source, size), args.Store, args.Timeout, cancellationToken);
            }
            else
            {
                using var download = await Download.StartAsync(host.Http, source, args.Timeout, cancellationToken);
                await api.UploadAsync(id, download.Content, args.Store, args.Timeout, cancellationToken);
            }
        }

        var image = await api.ImageAsync(id, cancellationToken) ?? throw new ModuleException($"image {id} is gone");
        return change.Upload && image.Text("status") != "active"
            ? throw new ModuleException($"image {id} is '{image.Text("status")}' after its upload, not active")
            : new ModuleOutput { Values = new ScriptObject { ["id"] = id, ["image"] = JsonValues.From(image) } };
    }

    private static async Task<JsonElement?> FindAsync(GlanceApi api, Args args, CancellationToken cancellationToken)
    {
        if (args.Id is { } id)
        {
            return await api.ImageAsync(id, cancellationToken);
        }

        var images = await api.ImagesAsync(args.Name, cancellationToken);
        return images.Count <= 1
            ? images.Count == 0 ? null : images[0]
            : throw new ModuleException($"there are {images.Count} images of the name '{args.Name}' ({string.Join(", ", images.Select(image => image.Text("id")))}): give id");
    }

    private static async Task<ImageChange> CreateAsync(Args args, string label, string? owner, IHostReader host, CancellationToken cancellationToken)
    {
        if (args is not { Source: not null, ContainerFormat: { } container, DiskFormat: { } disk })
        {
            throw new ModuleException($"{label} does not exist, and a new one needs source, container_format and disk_format");
        }

        var size = await SizeAsync(args, host, cancellationToken);
        var body = new JsonObject { ["name"] = args.Name, ["container_format"] = container, ["disk_format"] = disk, ["visibility"] = Visibility(args) };
        void Add(string name, JsonNode? value)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        Add("id", args.Id);
        Add("min_disk", args.MinDisk);
        Add("min_ram", args.MinRam);
        Add("owner", owner);
        Add("tags", args.Tags is { } tags ? Tags(tags) : null);
        foreach (var (name, value) in args.Properties)
        {
            Add(name, Property(name, value));
        }

        var text = string.Concat(body.Select(member => $"{member.Key}: {member.Value?.ToJsonString()}\n"));
        return new ImageChange(args, $"create {label}", new Difference(label, Before: null, text)) { Create = body, Upload = true, FileSize = size };
    }

    private static async Task<ImageChange?> UpdateAsync(
        Args args, string label, string id, JsonElement found, string? owner, IHostReader host, CancellationToken cancellationToken)
    {
        // Made, and then the upload was broken off, or the store refused it.
        var status = found.Text("status");
        var isEmpty = status == "queued" && args.Source is not null;
        if (status is "saving" or "uploading" or "importing" or "killed")
        {
            throw new ModuleException($"{label} ({id}) is '{status}': wait until that is over, or delete it");
        }

        var patch = new JsonArray();
        var before = "";
        var after = "";
        void Compare(string name, JsonNode? wanted, bool remove)
        {
            var is_ = found.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? JsonNode.Parse(value.GetRawText()) : null;
            if ((wanted is null && !remove) || JsonNode.DeepEquals(Ordered(is_), Ordered(wanted)))
            {
                return;
            }

            if (name is "container_format" or "disk_format" && is_ is not null && status != "queued")
            {
                throw new ModuleException($"{label} ({id}) has data of {name} {is_}, which cannot be changed to {wanted}: delete it first");
            }

            var there = found.TryGetProperty(name, out _);
            var path = "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            var step = new JsonObject { ["op"] = wanted is null ? "remove" : there ? "replace" : "add", ["path"] = path };
            if (wanted is not null)
            {
                step["value"] = wanted.DeepClone();
            }

            patch.Add((JsonNode)step);
            before += is_ is null ? "" : $"{name}: {is_.ToJsonString()}\n";
            after += wanted is null ? "" : $"{name}: {wanted.ToJsonString()}\n";
        }

        Compare("name", args.Name, remove: false);
        Compare("container_format", args.ContainerFormat, remove: false);
        Compare("disk_format", args.DiskFormat, remove: false);
        Compare("visibility", Visibility(args), remove: false);
        Compare("min_disk", args.MinDisk, remove: false);
        Compare("min_ram", args.MinRam, remove: false);
        Compare("owner", owner, remove: false);
        Compare("tags", args.Tags is { } tags ? Tags(tags) : null, remove: false);
        foreach (var (name, value) in args.Properties)
        {
            Compare(name, Property(name, value), remove: value is null);
        }

        if (isEmpty)
        {
            before += "data: (none)\n";
            after += $"data: {args.Source}\n";
        }

        return patch.Count == 0 && !isEmpty
            ? null
            : new ImageChange(args, $"{(isEmpty ? "upload" : "change")} {label}", new Difference(label, before, after))
            {
                Id = id,
                Patch = patch,
                Upload = isEmpty,
                FileSize = isEmpty ? await SizeAsync(args, host, cancellationToken) : null,
            };
    }

    /// <summary>The size of the host's file; null when the source is an address.</summary>
    private static async Task<long?> SizeAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        var source = args.Source ?? "";
        if (Download.IsAddress(source))
        {
            return null;
        }

        HostPath.NeedAbsolute(source);
        return await host.StatAsync(source, cancellationToken) is { Kind: FileKind.File, Size: var size }
            ? size
            : throw new ModuleException($"there is no file {source} on the host");
    }

    private static string Visibility(Args args) => ArgProperty.SnakeCase(args.Visibility.ToString());

    private static JsonArray Tags(IReadOnlyList<string> tags) =>
        [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(tag => (JsonNode)JsonValue.Create(tag))];

    /// <summary>Tags come in any order.</summary>
    private static JsonNode? Ordered(JsonNode? value) =>
        value is JsonArray items ? new JsonArray([.. items.Select(item => item?.ToString() ?? "").Order(StringComparer.Ordinal).Select(item => (JsonNode)JsonValue.Create(item))]) : value;

    /// <summary>Glance keeps texts only.</summary>
    private static JsonNode? Property(string name, object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ModuleException($"properties: {name} takes a text, not {ValueText.Describe(value)}"),
    };
}
