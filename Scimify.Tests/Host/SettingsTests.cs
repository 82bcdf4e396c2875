using Microsoft.Extensions.Configuration;
using Scimify.Core.Directory;
using Scimify.Core.Persistence;
using Scimify.Core.Streams;
using Scimify.Portal.Host.Settings;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

public sealed class SettingsTests
{
    [Fact]
    public void Without_any_setting_the_defaults_of_the_contract_hold()
    {
        var settings = Parse();

        Assert.Equal(Path.GetFullPath("./data"), settings.DataDirectory);
        Assert.Null(settings.PublicUrl);
        Assert.Equal((DatabaseProvider.Sqlite, Path.GetFullPath("./data/scimify.db")), (settings.Database.Provider, settings.Database.Target));
        Assert.False(settings.Sandbox.Enabled);
        Assert.Equal(new LookerSettings(false, false, 8, 20, TimeSpan.FromSeconds(30)), settings.Looker);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Sync.Wait);
        Assert.Equal(new ScimSettings(5_242_880, 200, DirectoryLimits.Default), settings.Scim);
        Assert.Equal((400, 2557), (settings.Logs.RetentionDays, settings.Logs.AccessRetentionDays));
        Assert.False(settings.Discovery.RequireToken);
        Assert.False(settings.Metrics.Open);
        Assert.Equal(new LogStreamSettings(null, false, LogStreamFormat.Ocsf), settings.LogStream);
    }

    [Fact]
    public void The_root_file_holds_the_same_defaults_and_no_unknown_key()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        var settings = SettingsParser.Parse(file);
        var defaults = Parse();

        Assert.Equal((defaults.Looker, defaults.Scim, defaults.Sync, defaults.Logs), (settings.Looker, settings.Scim, settings.Sync, settings.Logs));
        Assert.Empty(settings.UnknownKeys);
    }

    [Theory]
    [InlineData("Scimify:Sync:WaitSeconds", "abc", "Scimify:Sync:WaitSeconds must be a whole number from 0 to 60, but is 'abc'")]
    [InlineData("Scimify:Sync:WaitSeconds", "-1", "Scimify:Sync:WaitSeconds must be a whole number from 0 to 60, but is '-1'")]
    [InlineData("Scimify:Sync:WaitSeconds", "1.5", "Scimify:Sync:WaitSeconds must be a whole number from 0 to 60, but is '1.5'")]
    [InlineData("Scimify:Database:Provider", "MySql", "Scimify:Database:Provider must be Sqlite or Postgres, but is 'MySql'")]
    [InlineData("Scimify:Database:Provider", "1", "Scimify:Database:Provider must be Sqlite or Postgres, but is '1'")]
    [InlineData("Scimify:Sandbox:Enabled", "yes", "Scimify:Sandbox:Enabled must be true or false, but is 'yes'")]
    [InlineData("Scimify:Looker:CallsInFlight", "0", "Scimify:Looker:CallsInFlight must be a whole number from 1 to 100, but is '0'")]
    [InlineData("Scimify:Looker:SamlTestLoginPath", "/saml/test", "Scimify:Looker:SamlTestLoginPath must be a path that contains {slug}, such as /some/path/{slug}, but is '/saml/test'")]
    [InlineData("Scimify:Looker:SamlTestLoginPath", "//evil.example.com/{slug}", "Scimify:Looker:SamlTestLoginPath must be a path that contains {slug}, such as /some/path/{slug}, but is '//evil.example.com/{slug}'")]
    [InlineData("Scimify:Looker:SamlTestLoginPath", "https://looker.example.com/{slug}", "Scimify:Looker:SamlTestLoginPath must be a path that contains {slug}, such as /some/path/{slug}, but is 'https://looker.example.com/{slug}'")]
    [InlineData("Scimify:Scim:MaxBodyBytes", "10", "Scimify:Scim:MaxBodyBytes must be a whole number from 1024 to 104857600, but is '10'")]
    [InlineData("Scimify:Logs:RetentionDays", "99999999999", "Scimify:Logs:RetentionDays must be a whole number from 1 to 36500, but is '99999999999'")]
    [InlineData("Scimify:LogStream:Format", "cef", "Scimify:LogStream:Format must be ocsf or ecs, but is 'cef'")]
    [InlineData("Scimify:Sandbox:Url", "http://10.0.0.1:5081", "Scimify:Sandbox:Url must be an http address on loopback such as http://127.0.0.1:5081, but is 'http://10.0.0.1:5081'")]
    [InlineData("Scimify:ForwardedHeaders:KnownProxies", "10.0.0.0/8,nonsense", "Scimify:ForwardedHeaders:KnownProxies must list IP addresses or networks such as 10.0.0.0/8, but is 'nonsense'")]
    [InlineData("Scimify:KeyRing:CertificateFile", "/nowhere.pfx", "Scimify:KeyRing:CertificateFile must be the path of a PKCS#12 file, but is '/nowhere.pfx'")]
    [InlineData("Scimify:SecurityContact", "security@example.com", "Scimify:SecurityContact must list addresses that begin with https:, mailto: or tel:, but is 'security@example.com'")]
    [InlineData("ConnectionStrings:Scimify", "nonsense", "ConnectionStrings:Scimify must be of the form 'Data Source=FILE' when Scimify:Database:Provider is Sqlite")]
    public void A_wrong_value_is_named_with_its_key_and_what_was_expected(string key, string value, string message) =>
        Assert.Equal([message], Assert.Throws<SettingsException>(() => Parse((key, value))).Problems);

    [Theory]
    [InlineData("scimify.example.com", false)]
    [InlineData("ftp://scimify.example.com", false)]
    [InlineData("http://scimify.example.com", false)]
    [InlineData("https://user:password@scimify.example.com", false)]
    [InlineData("https://scimify.example.com?x=1", false)]
    [InlineData("https://scimify.example.com/", true)]
    [InlineData("https://example.com/scimify", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:5080", true)]
    public void A_public_address_is_https_or_on_loopback(string url, bool accepted)
    {
        if (accepted)
        {
            Assert.Equal(url.TrimEnd('/'), Parse(("Scimify:PublicUrl", url)).PublicUrl);
        }
        else
        {
            Assert.StartsWith("Scimify:PublicUrl ", Assert.Single(Assert.Throws<SettingsException>(() => Parse(("Scimify:PublicUrl", url))).Problems), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_wrong_values_are_told_at_once()
    {
        var refused = Assert.Throws<SettingsException>(() => Parse(
            ("Scimify:Sync:WaitSeconds", "abc"), ("Scimify:Sandbox:Enabled", "2"), ("Scimify:Database:Provider", "Postgres")));

        Assert.Equal(3, refused.Problems.Count);
        Assert.Contains(refused.Problems, p => p.StartsWith("ConnectionStrings:Scimify must be of the form 'Host=", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wrong_connection_string_is_not_repeated_since_it_may_hold_a_password()
    {
        var refused = Assert.Throws<SettingsException>(() => Parse(
            ("Scimify:Database:Provider", "Postgres"), ("ConnectionStrings:Scimify", "Password=canary-4711")));

        Assert.DoesNotContain("canary-4711", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_keys_are_reported_and_empty_values_count_as_none()
    {
        var settings = Parse(("Scimify:Sync:WaitSecond", "9"), ("Scimify:Sync:WaitSeconds", " "), ("Other:Key", "x"));

        Assert.Equal(["Scimify:Sync:WaitSecond"], settings.UnknownKeys);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Sync.Wait);
    }

    [Fact]
    public void A_database_file_can_be_elsewhere()
    {
        var settings = Parse(("ConnectionStrings:Scimify", "Data Source=/var/lib/other.db"));

        Assert.Equal("/var/lib/other.db", settings.Database.Target);
    }

    [Fact]
    public void The_text_form_of_the_settings_has_no_password()
    {
        var settings = Parse(
            ("Scimify:Database:Provider", "Postgres"),
            ("ConnectionStrings:Scimify", "Host=db;Database=scimify;Username=u;Password=canary-4711"));

        Assert.DoesNotContain("canary-4711", settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Mails_are_sent_only_with_a_sender_a_public_address_and_TLS()
    {
        var refused = Assert.Throws<SettingsException>(() => Parse(
            ("Scimify:Smtp:Host", "mail.example.com"), ("Scimify:Smtp:Port", "0"), ("Scimify:Smtp:User", "scimify"), ("Scimify:Smtp:From", "Scimify"), ("Scimify:Smtp:Tls", "None")));

        Assert.Equal(
            [
                "Scimify:Smtp:Port must be a whole number from 1 to 65535, but is '0'",
                "Scimify:Smtp:From must be an e-mail address such as scimify@example.com when Scimify:Smtp:Host is set",
                "Scimify:Smtp:User and Scimify:Smtp:Password must be set together",
                "Scimify:Smtp:Tls may be None only for a mail server on this machine, because the links in mails are secrets",
                "Scimify:PublicUrl must be set when Scimify:Smtp:Host is, because the links in mails lead there",
            ],
            refused.Problems);
    }

    [Fact]
    public void The_mail_server_has_its_usual_port_and_encryption()
    {
        var settings = Parse(
            ("Scimify:PublicUrl", "https://scimify.example.com"), ("Scimify:Smtp:Host", "mail.example.com"), ("Scimify:Smtp:From", "scimify@example.com"),
            ("Scimify:Smtp:User", "scimify"), ("Scimify:Smtp:Password", "canary-4711"));

        Assert.Equal(new SmtpSettings("mail.example.com", 587, "scimify", "canary-4711", "scimify@example.com", SmtpTls.StartTls), settings.Smtp);
        Assert.DoesNotContain("canary-4711", settings.ToString(), StringComparison.Ordinal);
        Assert.Null(Parse(("Scimify:Smtp:From", "scimify@example.com")).Smtp);
    }

    [Fact]
    public void A_secret_can_be_in_a_file()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "password");
        File.WriteAllText(file, "canary;4711\n");

        var settings = Parse(
            ("Scimify:Database:Provider", "Postgres"),
            ("ConnectionStrings:Scimify", "Host=db;Database=scimify;Username=u"),
            ("Scimify:Database:Password_FILE", file),
            ("Scimify:KeyRing:CertificatePassword_FILE", file));

        Assert.Equal("canary;4711", new Npgsql.NpgsqlConnectionStringBuilder(settings.Database.Target).Password);
        Assert.Equal("canary;4711", settings.KeyRing.CertificatePassword);
        Assert.Empty(settings.UnknownKeys);
    }

    [Theory]
    [InlineData("canary", "Scimify:KeyRing:CertificatePassword_FILE must not be set together with Scimify:KeyRing:CertificatePassword")]
    [InlineData(null, "Scimify:KeyRing:CertificatePassword_FILE must be the path of a file with the secret, but '{0}' is empty")]
    public void A_secret_is_in_one_place(string? value, string problem)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "password");
        File.WriteAllText(file, "\n");

        var refused = Assert.Throws<SettingsException>(() => Parse(
            ("Scimify:KeyRing:CertificatePassword", value ?? ""), ("Scimify:KeyRing:CertificatePassword_FILE", file)));

        Assert.Equal([string.Format(null, problem, file)], refused.Problems);
    }

    [Fact]
    public void A_file_that_cannot_be_read_and_a_password_given_twice_are_told()
    {
        var refused = Assert.Throws<SettingsException>(() => Parse(
            ("Scimify:KeyRing:CertificatePassword_FILE", "/nowhere/secret"),
            ("Scimify:Database:Provider", "Postgres"),
            ("ConnectionStrings:Scimify", "Host=db;PWD=canary-1"),
            ("Scimify:Database:Password", "canary-2")));

        Assert.Collection(
            refused.Problems,
            problem => Assert.Equal("Scimify:Database:Password must not be set while ConnectionStrings:Scimify has a password", problem),
            problem => Assert.StartsWith("Scimify:KeyRing:CertificatePassword_FILE must be the path of a file that can be read: ", problem, StringComparison.Ordinal));
        Assert.DoesNotContain("canary", refused.Message, StringComparison.Ordinal);
    }

    private static ScimifySettings Parse(params (string Key, string Value)[] values) => SettingsParser.Parse(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build());
}
