using Scimify.Core.Directory;
using Scimify.Core.People;
using Scimify.Core.Persistence;
using Scimify.Core.Streams;

namespace Scimify.Portal.Host.Settings;

/// <summary>
/// Every setting, read and checked once at the start (docs/contracts.md, "Settings"). A singleton service, so that no part of
/// the program reads the configuration by key.
/// </summary>
/// <param name="DataDirectory">Absolute. Contains the database file, the key ring and the logs.</param>
/// <param name="PublicUrl">Without a trailing slash; null for the origin of each request.</param>
/// <param name="SecurityContacts">URIs for whoever finds a vulnerability, the preferred one first; empty if nobody is named.</param>
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
    LogStreamSettings LogStream,
    EvidenceSettings Evidence,
    SignInSettings SignIn,
    ForwardedHeadersSettings ForwardedHeaders,
    IReadOnlyList<string> SecurityContacts)
{
    /// <summary>Null if no mails are sent.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>Keys under <c>Scimify:</c> that nothing reads, most likely misspelt. Logged as a warning at the start.</summary>
    public IReadOnlyList<string> UnknownKeys { get; init; } = [];

    /// <summary><see cref="PublicUrl"/>, taken apart.</summary>
    public PublicAddress? PublicAddress { get; } = PublicUrl is null ? null : new PublicAddress(new Uri(PublicUrl));

    /// <summary>The base of addresses that are shown to people, such as the SCIM URL.</summary>
    public string PublicOrigin(HttpRequest request) => PublicUrl ?? $"{request.Scheme}://{request.Host}{request.PathBase}";

    /// <summary>The tenant URL for an identity provider.</summary>
    public string ScimUrl(HttpRequest request) => PublicOrigin(request) + "/scim/v2";
}

/// <param name="Provider"><c>Scimify:Database:Provider</c>.</param>
/// <param name="Target">SQLite: the file's absolute path. PostgreSQL: the connection string.</param>
public sealed record DatabaseSettings(DatabaseProvider Provider, string Target)
{
    /// <summary>A connection string may hold a password.</summary>
    public override string ToString() => Provider.ToString();
}

/// <summary>A certificate that encrypts the key ring itself. By default there is none, and the folder's rights protect the ring.</summary>
/// <param name="CertificateFile">PKCS#12; null for none.</param>
/// <param name="CertificatePassword">Null if the file has none.</param>
public sealed record KeyRingSettings(string? CertificateFile, string? CertificatePassword)
{
    /// <summary>The folder of a ring that is not the data directory's; null for the data directory's. No setting: verbs look into backups with it.</summary>
    public string? Folder { get; init; }

    public override string ToString() => CertificateFile ?? "no certificate";
}

/// <param name="Enabled">Whether the emulated Looker runs in this process.</param>
/// <param name="Url">Its address. Port 0 takes any free port.</param>
public sealed record SandboxSettings(bool Enabled, string Url);

/// <param name="AllowInsecureHttp">Allows an http:// Looker on loopback. The sandbox is one, so enabling it sets this too.</param>
/// <param name="AllowPrivateNetworks">Allows a Looker at a private address.</param>
/// <param name="CallsInFlight">Calls at the same time, for each integration.</param>
/// <param name="CallsPerSecond">For each integration.</param>
/// <param name="Timeout">The time limit of one HTTP request.</param>
/// <param name="SamlTestLoginPath">Where people sign in with a SAML test configuration, with <see cref="Slug"/> for its name; null if unknown.</param>
public sealed record LookerSettings(
    bool AllowInsecureHttp, bool AllowPrivateNetworks, int CallsInFlight, int CallsPerSecond, TimeSpan Timeout, string? SamlTestLoginPath = null)
{
    public const string Slug = "{slug}";
}

/// <param name="Wait">How long a SCIM write waits for Looker; zero for never.</param>
/// <param name="TakeOver">After how long a silence another server takes over a server's work (PostgreSQL).</param>
public sealed record SyncSettings(TimeSpan Wait, TimeSpan TakeOver);

/// <param name="MaxBodyBytes">A larger request body is refused with 413.</param>
/// <param name="RequestsPerSecond">For each token; 0 for no limit.</param>
/// <param name="Limits">What one request may cost.</param>
public sealed record ScimSettings(int MaxBodyBytes, int RequestsPerSecond, DirectoryLimits Limits);

/// <param name="RequestsPerSecond">For each person; 0 for no limit.</param>
public sealed record RestSettings(int RequestsPerSecond);

/// <param name="RetentionDays">How long provisioning and audit rows are kept.</param>
/// <param name="AccessRetentionDays">How long the access history tells of a time.</param>
public sealed record LogSettings(int RetentionDays, int AccessRetentionDays);

/// <param name="RequireToken">Whether the discovery endpoints require a token.</param>
/// <param name="Pagination">Whether ServiceProviderConfig has <c>pagination</c> (RFC 9865 section 4).</param>
/// <param name="SecurityEvents">Whether it has <c>securityEvents</c> (RFC 9967 section 4).</param>
public sealed record DiscoverySettings(bool RequireToken, bool Pagination, bool SecurityEvents);

/// <param name="AllowInsecureHttp">Allows http:// and this machine.</param>
/// <param name="AllowPrivateNetworks">Allows webhooks at private addresses.</param>
public sealed record WebhookSettings(bool AllowInsecureHttp, bool AllowPrivateNetworks);

/// <summary>Where this server streams the logs of all organizations to, besides their own streams.</summary>
/// <param name="File">The file's absolute path; null for none.</param>
/// <param name="Stdout">Whether the standard output gets them.</param>
/// <param name="Format">What both get.</param>
public sealed record LogStreamSettings(string? File, bool Stdout, LogStreamFormat Format);

/// <param name="Every">How often an evidence pack is made by itself; null for never.</param>
/// <param name="Folder">Absolute. Has a folder for each organization.</param>
public sealed record EvidenceSettings(PackInterval? Every, string Folder);

public enum PackInterval
{
    Month,
    Quarter,
}

/// <param name="AllowInsecureHttp">Allows a provider on this machine, also at http://.</param>
/// <param name="AllowPrivateNetworks">Allows a provider at a private address.</param>
/// <param name="Entra">Entra ID of the section <c>AzureAd</c>; null if that has no client ID.</param>
public sealed record SignInSettings(bool AllowInsecureHttp, bool AllowPrivateNetworks, AzureAdSettings? Entra);

/// <summary>The section <c>AzureAd</c>, as Microsoft.Identity.Web reads it, and what <c>Scimify:SignIn:Entra</c> adds: whom it lets in.</summary>
/// <param name="Instance">With a slash at the end.</param>
/// <param name="TenantId">A tenant's ID or domain, or <c>organizations</c>.</param>
/// <param name="ClientSecret">Null if <c>AzureAd:ClientCredentials</c> says how to authenticate.</param>
/// <param name="Name">What the button on the sign-in page says.</param>
/// <param name="DefaultRole">The role of people without an app role; null to refuse them.</param>
/// <param name="Domains">As <c>ProviderRules.Domains</c>.</param>
/// <param name="Tenants">As <c>ProviderRules.Tenants</c>.</param>
public sealed record AzureAdSettings(
    string Instance, string TenantId, string ClientId, string? ClientSecret, string Name, PortalRole? DefaultRole, IReadOnlyList<string> Domains, IReadOnlyList<string> Tenants)
{
    public string Authority => $"{Instance}{TenantId}/v2.0";

    /// <summary>Contains no secret.</summary>
    public override string ToString() => Authority;
}

/// <param name="Open">Whether <c>/metrics</c> answers everybody, without a token.</param>
public sealed record MetricsSettings(bool Open);

/// <param name="Enabled">Whether <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are trusted.</param>
/// <param name="KnownProxies">The networks to trust them from, and no others; empty for loopback only.</param>
/// <param name="ProxiesInChain">How many proxies a request passes: so many entries of each header are read, from the right.</param>
public sealed record ForwardedHeadersSettings(bool Enabled, IReadOnlyList<System.Net.IPNetwork> KnownProxies, int ProxiesInChain = 1);
