using System.Data.Common;
using System.Net;
using System.Net.Mail;
using Scimify.Core.Directory;
using Scimify.Core.Persistence;
using Scimify.Core.Streams;

namespace Scimify.Portal.Host.Settings;

/// <summary>The one table of settings: keys, limits and defaults.</summary>
public static class SettingsParser
{
    private const string ConnectionStringKey = "ConnectionStrings:Scimify";
    private const string PasswordKey = "Scimify:Database:Password";

    private static readonly string[] PasswordNames = ["Password", "PWD", "PSW"];

    /// <exception cref="SettingsException">Lists every wrong setting.</exception>
    public static ScimifySettings Parse(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var dataDirectory = Path.GetFullPath(read.Text("Scimify:DataDirectory") ?? "./data");
        var sandbox = new SandboxSettings(read.Flag("Scimify:Sandbox:Enabled", false), SandboxUrl(read));
        var settings = new ScimifySettings(
            dataDirectory,
            PublicUrl(read),
            Database(read, dataDirectory),
            new KeyRingSettings(read.Text("Scimify:KeyRing:CertificateFile"), read.Secret("Scimify:KeyRing:CertificatePassword")),
            sandbox,
            new LookerSettings(
                read.Flag("Scimify:Looker:AllowInsecureHttp", false) || sandbox.Enabled,
                read.Flag("Scimify:Looker:AllowPrivateNetworks", false),
                read.WholeNumber("Scimify:Looker:CallsInFlight", 1, 100, 8),
                read.WholeNumber("Scimify:Looker:CallsPerSecond", 1, 1000, 20),
                TimeSpan.FromSeconds(read.WholeNumber("Scimify:Looker:TimeoutSeconds", 1, 600, 30)),
                SamlTestLoginPath(read)),
            new SyncSettings(
                TimeSpan.FromSeconds(read.WholeNumber("Scimify:Sync:WaitSeconds", 0, 60, 5)),
                TimeSpan.FromSeconds(read.WholeNumber("Scimify:Sync:TakeOverSeconds", 2, 60, 10))),
            new ScimSettings(
                read.WholeNumber("Scimify:Scim:MaxBodyBytes", 1024, 100 * 1024 * 1024, 5 * 1024 * 1024),
                read.WholeNumber("Scimify:Scim:RequestsPerSecond", 0, 100_000, 200),
                new DirectoryLimits(TimeSpan.FromSeconds(read.WholeNumber("Scimify:Scim:ReadSeconds", 1, 600, 10)))),
            new RestSettings(read.WholeNumber("Scimify:Rest:RequestsPerSecond", 0, 100_000, 50)),
            new LogSettings(
                read.WholeNumber("Scimify:Logs:RetentionDays", 1, 36_500, 400),
                read.WholeNumber("Scimify:AccessHistory:RetentionDays", 1, 36_500, 2557)),
            new DiscoverySettings(
                read.Flag("Scimify:Discovery:RequireToken", false), read.Flag("Scimify:Discovery:Pagination", true), read.Flag("Scimify:Discovery:SecurityEvents", true)),
            new MetricsSettings(read.Flag("Scimify:Metrics:Open", false)),
            new WebhookSettings(read.Flag("Scimify:Webhooks:AllowInsecureHttp", false), read.Flag("Scimify:Webhooks:AllowPrivateNetworks", false)),
            LogStream(read),
            Evidence(read, dataDirectory),
            new SignInSettings(read.Flag("Scimify:SignIn:AllowInsecureHttp", false), read.Flag("Scimify:SignIn:AllowPrivateNetworks", false), AzureAdParser.Parse(read)),
            ForwardedHeaders(read),
            SecurityContacts(read))
        {
            Smtp = Smtp(read),
        };
        CertificateFile(read, settings.KeyRing.CertificateFile);
        return read.Problems.Count == 0
            ? settings with { UnknownKeys = read.Unknown("Scimify") }
            : throw new SettingsException(read.Problems);
    }

    private static EvidenceSettings Evidence(SettingsReader read, string dataDirectory) => new(
        read.Word<PackInterval>("Scimify:Evidence:Every"),
        Path.GetFullPath(read.Text("Scimify:Evidence:Folder") ?? Path.Combine(dataDirectory, "evidence")));

    private static LogStreamSettings LogStream(SettingsReader read) => new(
        read.Text("Scimify:LogStream:File") is { } file ? Path.GetFullPath(file) : null,
        read.Flag("Scimify:LogStream:Stdout", false),
        read.Word<LogStreamFormat>("Scimify:LogStream:Format") ?? LogStreamFormat.Ocsf);

    private static string? PublicUrl(SettingsReader read)
    {
        const string key = "Scimify:PublicUrl";
        if (read.Text(key) is not { } text)
        {
            return null;
        }

        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http";
        if (!isUrl || url!.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            read.Wrong(key, "must be an address such as https://scimify.example.com, without query or user name", text);
            return null;
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            read.Wrong(key, "must begin with https:// (http:// is for loopback only: tokens travel there)", text);
        }

        if (url.AbsolutePath.Split('/')[1] is "scim" or "api")
        {
            read.Wrong(key, "must not have a path that begins with /scim or /api, which are Scimify's own", text);
        }

        return url.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    /// <returns>Null if no mails are sent.</returns>
    private static SmtpSettings? Smtp(SettingsReader read)
    {
        const string HostKey = "Scimify:Smtp:Host";
        var settings = new SmtpSettings(
            read.Text(HostKey) ?? "",
            read.WholeNumber("Scimify:Smtp:Port", 1, 65_535, 587),
            read.Text("Scimify:Smtp:User"),
            read.Secret("Scimify:Smtp:Password"),
            read.Text("Scimify:Smtp:From") ?? "",
            read.OneOf("Scimify:Smtp:Tls", SmtpTls.StartTls));
        if (settings.Host.Length == 0)
        {
            return null;
        }

        if (!MailAddress.TryCreate(settings.From, out var from) || from.Address != settings.From)
        {
            read.Problem("Scimify:Smtp:From", $"must be an e-mail address such as scimify@example.com when {HostKey} is set");
        }

        if (settings.User is null != settings.Password is null)
        {
            read.Problem("Scimify:Smtp:User", "and Scimify:Smtp:Password must be set together");
        }

        if (settings.Tls == SmtpTls.None && settings.Host != "localhost" && !(IPAddress.TryParse(settings.Host, out var address) && IPAddress.IsLoopback(address)))
        {
            read.Problem("Scimify:Smtp:Tls", "may be None only for a mail server on this machine, because the links in mails are secrets");
        }

        if (read.Text("Scimify:PublicUrl") is null)
        {
            read.Problem("Scimify:PublicUrl", $"must be set when {HostKey} is, because the links in mails lead there");
        }

        return settings;
    }

    private static DatabaseSettings Database(SettingsReader read, string dataDirectory)
    {
        var provider = read.OneOf("Scimify:Database:Provider", DatabaseProvider.Sqlite);
        var connectionString = read.Secret(ConnectionStringKey);
        var password = read.Secret(PasswordKey);
        return new DatabaseSettings(provider, provider == DatabaseProvider.Sqlite
            ? SqliteFile(read, connectionString) ?? Path.Combine(dataDirectory, "scimify.db")
            : PostgresTarget(read, connectionString, password));
    }

    /// <summary>Messages do not repeat the value, because it may contain a password.</summary>
    private static string? SqliteFile(SettingsReader read, string? connectionString)
    {
        if (connectionString is null)
        {
            return null;
        }

        var values = Parsed(connectionString);
        if (values is { Count: 1 } && values.TryGetValue("Data Source", out var file) && file is string { Length: > 0 } path && path != ":memory:")
        {
            return Path.GetFullPath(path);
        }

        read.Problem(ConnectionStringKey, "must be of the form 'Data Source=FILE' when Scimify:Database:Provider is Sqlite");
        return null;
    }

    private static string PostgresTarget(SettingsReader read, string? connectionString, string? password)
    {
        if (connectionString is not null && Parsed(connectionString) is { } values && values.ContainsKey("Host"))
        {
            if (password is null)
            {
                return connectionString;
            }

            if (!PasswordNames.Any(values.ContainsKey))
            {
                values["Password"] = password;
                return values.ConnectionString;
            }

            read.Problem(PasswordKey, $"must not be set while {ConnectionStringKey} has a password");
            return "";
        }

        read.Problem(ConnectionStringKey, "must be of the form 'Host=...;Database=...;Username=...;Password=...' when Scimify:Database:Provider is Postgres");
        return "";
    }

    private static DbConnectionStringBuilder? Parsed(string connectionString)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = connectionString };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string SandboxUrl(SettingsReader read)
    {
        const string key = "Scimify:Sandbox:Url";
        const string otherwise = "http://127.0.0.1:5081";
        var text = read.Text(key) ?? otherwise;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http", IsLoopback: true, AbsolutePath: "/" })
        {
            return text.TrimEnd('/');
        }

        read.Wrong(key, $"must be an http address on loopback such as {otherwise}", text);
        return otherwise;
    }

    private static string? SamlTestLoginPath(SettingsReader read)
    {
        const string key = "Scimify:Looker:SamlTestLoginPath";
        if (read.Text(key) is not { } text)
        {
            return null;
        }

        if (!text.StartsWith('/') || text.StartsWith("//", StringComparison.Ordinal) || text.Contains('\\') || text.Any(char.IsWhiteSpace)
            || text.Split(LookerSettings.Slug).Length != 2)
        {
            read.Wrong(key, $"must be a path that contains {LookerSettings.Slug}, such as /some/path/{LookerSettings.Slug}", text);
        }

        return text;
    }

    private static ForwardedHeadersSettings ForwardedHeaders(SettingsReader read)
    {
        const string key = "Scimify:ForwardedHeaders:KnownProxies";
        var networks = new List<IPNetwork>();
        foreach (var text in read.List(key))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                read.Wrong(key, "must list IP addresses or networks such as 10.0.0.0/8", text);
            }
        }

        return new ForwardedHeadersSettings(
            read.Flag("Scimify:ForwardedHeaders:Enabled", false), networks, read.WholeNumber("Scimify:ForwardedHeaders:ProxiesInChain", 1, 20, 1));
    }

    private static List<string> SecurityContacts(SettingsReader read)
    {
        const string key = "Scimify:SecurityContact";
        var contacts = read.List(key).ToList();
        foreach (var text in contacts.Where(text => !Uri.TryCreate(text, UriKind.Absolute, out var contact) || contact.Scheme is not ("https" or "mailto" or "tel")))
        {
            read.Wrong(key, "must list addresses that begin with https:, mailto: or tel:", text);
        }

        return contacts;
    }

    private static void CertificateFile(SettingsReader read, string? file)
    {
        if (file is not null && !File.Exists(file))
        {
            read.Wrong("Scimify:KeyRing:CertificateFile", "must be the path of a PKCS#12 file", file);
        }
    }
}
