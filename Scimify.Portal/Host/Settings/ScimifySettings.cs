using Scimify.Core.Persistence;

namespace Scimify.Portal.Host.Settings;

/// <summary>
/// Everything that can be set, read and checked once at start (docs/contracts.md, "Settings"). A singleton service;
/// parts of the program take it instead of asking the configuration by key.
/// </summary>
/// <param name="DataDirectory">Absolute; holds the database file, the key ring and the logs.</param>
/// <param name="PublicUrl">Without a trailing slash; null: the request's own origin.</param>
public sealed record ScimifySettings(
    string DataDirectory,
    string? PublicUrl,
    DatabaseSettings Database,
    KeyRingSettings KeyRing,
    SandboxSettings Sandbox,
    LookerSettings Looker,
    SyncSettings Sync,
    ScimSettings Scim,
    RestSettings Rest,
    LogSettings Logs,
    DiscoverySettings Discovery,
    MetricsSettings Metrics,
    WebhookSettings Webhooks,
    ForwardedHeadersSettings ForwardedHeaders)
{
    /// <summary>Keys under <c>Scimify:</c> that nothing reads: misspelt, most likely. Logged as a warning at start.</summary>
    public IReadOnlyList<string> UnknownKeys { get; init; } = [];

    /// <summary>Base of the addresses that are shown to people, such as the SCIM URL.</summary>
    public string PublicOrigin(HttpRequest request) => PublicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>What an identity provider is given as the tenant URL.</summary>
    public string ScimUrl(HttpRequest request) => PublicOrigin(request) + "/scim/v2";
}

/// <param name="Provider"><c>Scimify:Database:Provider</c>.</param>
/// <param name="Target">SQLite: absolute path of the file. PostgreSQL: the connection string.</param>
public sealed record DatabaseSettings(DatabaseProvider Provider, string Target)
{
    /// <summary>A connection string may hold a password.</summary>
    public override string ToString() => Provider.ToString();
}

/// <summary>A certificate that encrypts the key ring itself; none by default, the folder's rights then protect it.</summary>
/// <param name="CertificateFile">PKCS#12; null: none.</param>
/// <param name="CertificatePassword">Null: the file has none.</param>
public sealed record KeyRingSettings(string? CertificateFile, string? CertificatePassword)
{
    public override string ToString() => CertificateFile ?? "no certificate";
}

/// <param name="Enabled">Whether the emulator of Looker runs in this process.</param>
/// <param name="Url">Where it listens; port 0 takes any.</param>
public sealed record SandboxSettings(bool Enabled, string Url);

/// <param name="AllowInsecureHttp">An http:// Looker on loopback may be used; the sandbox is one, so it allows that too.</param>
/// <param name="AllowPrivateNetworks">Looker may be at a private address.</param>
/// <param name="CallsInFlight">At once, per integration.</param>
/// <param name="CallsPerSecond">Per integration.</param>
/// <param name="Timeout">Of one HTTP request.</param>
/// <param name="SamlTestLoginPath">Where people sign in with a SAML test configuration, with <see cref="Slug"/> for its name; null: nobody said.</param>
public sealed record LookerSettings(
    bool AllowInsecureHttp, bool AllowPrivateNetworks, int CallsInFlight, int CallsPerSecond, TimeSpan Timeout, string? SamlTestLoginPath = null)
{
    public const string Slug = "{slug}";
}

/// <param name="Wait">How long a SCIM write waits for Looker; zero: never.</param>
public sealed record SyncSettings(TimeSpan Wait);

/// <param name="MaxBodyBytes">A larger request body is refused with 413.</param>
/// <param name="RequestsPerSecond">Per token; 0: no limit.</param>
public sealed record ScimSettings(int MaxBodyBytes, int RequestsPerSecond);

/// <param name="RequestsPerSecond">Per person; 0: no limit.</param>
public sealed record RestSettings(int RequestsPerSecond);

/// <param name="RetentionDays">How long provisioning and audit rows are kept.</param>
public sealed record LogSettings(int RetentionDays);

/// <param name="RequireToken">True: the discovery endpoints answer only to a token.</param>
public sealed record DiscoverySettings(bool RequireToken);

/// <param name="AllowInsecureHttp">http:// and this machine itself.</param>
/// <param name="AllowPrivateNetworks">Webhooks may be at private addresses.</param>
public sealed record WebhookSettings(bool AllowInsecureHttp, bool AllowPrivateNetworks);

/// <param name="RequireToken">True: <c>/metrics</c> answers only to a personal access token.</param>
public sealed record MetricsSettings(bool RequireToken);

/// <param name="Enabled">Whether <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed.</param>
/// <param name="KnownProxies">Networks they are believed from; empty: loopback only.</param>
public sealed record ForwardedHeadersSettings(bool Enabled, IReadOnlyList<System.Net.IPNetwork> KnownProxies);
