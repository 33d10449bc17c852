using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GlanceOrch.Core.Connections;
using GlanceOrch.Core.Templating;

namespace GlanceOrch.Core.Modules;

/// <summary>Proves that Glance serves images: uploads random bytes, downloads them, compares and deletes.</summary>
/// <remarks>
/// Neither a running service nor its health check says that database, Keystone and store work; this does. The image is private, and is
/// deleted whatever happens. A dry run does nothing.
/// </remarks>
[Doc("Upload an image of random bytes, download it, compare and delete it.")]
public sealed class GlanceSmokeTestModule(KeystoneClients clients, TimeProvider time) : IReadModule<GlanceSmokeTestModule.Args>
{
    public sealed record Args
    {
        [Doc("Where Keystone is and the login, as for keystone_user.")]
        [Secret]
        public required IReadOnlyDictionary<string, string> Auth { get; init; }

        [Doc("Address of the API, as seen from the host; left out: the public endpoint of Keystone's catalogue.")]
        public string? Url { get; init; }

        [Doc("Id of the store that shall hold the image; left out: the default one.")]
        public string? Store { get; init; }

        [Doc("Size of the image in bytes.")]
        public int Size { get; init; } = 65536;

        [Doc("Name of the image.")]
        public string Name { get; init; } = "glance-orch smoke test";

        [Doc("Seconds for an upload or download.")]
        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(300);

        public required ITaskContext Context { get; init; }
    }

    public string Name => "glance_smoke_test";

    public string Example => "- glance_smoke_test: { url: 'http://127.0.0.1:9292', store: ceph, auth: '{{ keystone_admin }}' }";

    public async Task<ModuleOutput> ReadAsync(Args args, IHostReader host, CancellationToken cancellationToken)
    {
        if (args.Context.CheckMode)
        {
            return new ModuleOutput { Message = "not done in check mode" };
        }

        var started = time.GetTimestamp();
        var api = new GlanceApi(host, clients.For(host, args.Auth), args.Url, time);
        var bytes = RandomNumberGenerator.GetBytes(args.Size);
        var image = await api.SendAsync(
            HttpMethod.Post,
            "images",
            new JsonObject { ["name"] = args.Name, ["disk_format"] = "raw", ["container_format"] = "bare", ["visibility"] = "private" },
            cancellationToken);
        var id = image.Text("id") ?? throw new ModuleException("POST /v2/images gave no id");
        JsonElement active;
        try
        {
            await api.UploadAsync(id, () => Content(bytes), args.Store, args.Timeout, cancellationToken);
            active = await api.ImageAsync(id, cancellationToken) ?? throw new ModuleException($"image {id} is gone after its upload");
            Compare(id, active, bytes, await api.DownloadAsync(id, args.Timeout, cancellationToken));
        }
        catch (Exception)
        {
            // Also when the task was cancelled: an image nobody knows of must not stay.
            await TryDeleteAsync(api, id);
            throw;
        }

        await api.SendAsync(HttpMethod.Delete, GlanceApi.ImagePath(id), body: null, cancellationToken);
        return await api.ImageAsync(id, cancellationToken) is not null
            ? throw new ModuleException($"image {id} is still there after it was deleted")
            : new ModuleOutput
            {
                Values = new ScriptObject
                {
                    ["id"] = id,
                    ["size"] = args.Size,
                    ["stores"] = active.Text("stores"),
                    ["seconds"] = Math.Round(time.GetElapsedTime(started).TotalSeconds, 1),
                },
            };
    }

    private static async Task TryDeleteAsync(GlanceApi api, string id)
    {
        try
        {
            await api.SendAsync(HttpMethod.Delete, GlanceApi.ImagePath(id), body: null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is ModuleException or IOException or UnreachableException)
        {
            // What went wrong before is what there is to say.
        }
    }

    private static ByteArrayContent Content(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    private static void Compare(string id, JsonElement image, byte[] sent, byte[] got)
    {
        var status = image.Text("status");
        if (status != "active")
        {
            throw new ModuleException($"image {id} is '{status}' after its upload, not active");
        }

        if (!got.AsSpan().SequenceEqual(sent))
        {
            throw new ModuleException(string.Create(CultureInfo.InvariantCulture, $"image {id} came back as other bytes: {got.Length} of {sent.Length}"));
        }

        // Other algorithms may be set; then the comparison of the bytes is what there is.
        if (image.Text("os_hash_algo") == "sha512" && image.Text("os_hash_value") is { } hash && !string.Equals(hash, Convert.ToHexStringLower(SHA512.HashData(sent)), StringComparison.Ordinal))
        {
            throw new ModuleException($"image {id} has the right bytes and another hash than they: {hash}");
        }
    }
}
