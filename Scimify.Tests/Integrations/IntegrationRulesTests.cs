using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Requests;

namespace Scimify.Tests.Integrations;

public sealed class IntegrationRulesTests
{
    private static readonly NewIntegration Good = new() { Name = "Production", InstanceName = "mycompany", ClientId = "id", ClientSecret = "secret" };

    private static readonly IntegrationRules Rules = new(new LookerNetworkPolicy());

    public static TheoryData<string, NewIntegration, string> Refused => new()
    {
        { "no name", Good with { Name = null }, "name" },
        { "blank name", Good with { Name = "  " }, "name" },
        { "long name", Good with { Name = new string('n', 101) }, "name" },
        { "name of two lines", Good with { Name = "a\nb" }, "name" },
        { "no address", Good with { InstanceName = null }, "instanceName" },
        { "two addresses", Good with { BaseUrl = "https://mycompany.cloud.looker.com" }, "baseUrl" },
        { "address as instance name", Good with { InstanceName = "https://mycompany.cloud.looker.com" }, "instanceName" },
        { "host as instance name", Good with { InstanceName = "mycompany.looker.com" }, "instanceName" },
        { "http", Good with { InstanceName = null, BaseUrl = "http://looker.example.com" }, "baseUrl" },
        { "path", Good with { InstanceName = null, BaseUrl = "https://looker.example.com/api/4.0" }, "baseUrl" },
        { "password in the address", Good with { InstanceName = null, BaseUrl = "https://a:b@looker.example.com" }, "baseUrl" },
        { "metadata service", Good with { InstanceName = null, BaseUrl = "https://169.254.169.254" }, "baseUrl" },
        { "private network", Good with { InstanceName = null, BaseUrl = "https://10.0.0.7" }, "baseUrl" },
        { "loopback", Good with { InstanceName = null, BaseUrl = "https://127.0.0.1:5081" }, "baseUrl" },
        { "no address at all", Good with { InstanceName = null, BaseUrl = "" }, "baseUrl" },
        { "no client id", Good with { ClientId = null }, "clientId" },
        { "client id with a space", Good with { ClientId = "a b" }, "clientId" },
        { "no secret", Good with { ClientSecret = null }, "clientSecret" },
        { "blank secret", Good with { ClientSecret = " " }, "clientSecret" },
        { "long secret", Good with { ClientSecret = new string('s', 201) }, "clientSecret" },
        { "long description", Good with { GroupDescription = new string('d', 1_001) }, "groupDescription" },
        { "unknown adoption", Good with { Policies = new() { Adoption = (AdoptionPolicy)3 } }, "policies.adoption" },
        { "unknown deletion", Good with { Policies = new() { OnDelete = (DeletionPolicy)2 } }, "policies.onDelete" },
        { "unknown e-mail source", Good with { Policies = new() { EmailSource = (EmailSource)2 } }, "policies.emailSource" },
        { "unknown drift", Good with { Policies = new() { Drift = (DriftPolicy)2 } }, "policies.drift" },
        { "no calls in flight", Good with { Policies = new() { CallsInFlight = new(0) } }, "policies.callsInFlight" },
        { "too many calls in flight", Good with { Policies = new() { CallsInFlight = new(101) } }, "policies.callsInFlight" },
        { "too many calls per second", Good with { Policies = new() { CallsPerSecond = new(1_001) } }, "policies.callsPerSecond" },
        { "negative budget", Good with { Policies = new() { MonthlyCallBudget = new(-1) } }, "policies.monthlyCallBudget" },
        { "negative guard", Good with { Policies = new() { DeletionGuard = new() { MaxCount = -1 } } }, "policies.deletionGuard.maxCount" },
        { "over 100 percent", Good with { Policies = new() { DeletionGuard = new() { MaxPercent = 101 } } }, "policies.deletionGuard.maxPercent" },
        { "over 100 percent of members", Good with { Policies = new() { DeletionGuard = new() { MemberMaxPercent = 101 } } }, "policies.deletionGuard.memberMaxPercent" },
        { "no window", Good with { Policies = new() { DeletionGuard = new() { WindowMinutes = 0 } } }, "policies.deletionGuard.windowMinutes" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_an_integration_may_not_be_is_refused_by_field(string why, NewIntegration integration, string field)
    {
        var refusal = Assert.Throws<ValidationFailedException>(() => Rules.CheckNew(integration));
        Assert.True(refusal.Fields.Keys.SequenceEqual([field]), $"{why}: {refusal.Message}");
        Assert.All(refusal.Fields[field], message => Assert.EndsWith(".", message));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var refusal = Assert.Throws<ValidationFailedException>(() => Rules.CheckNew(new NewIntegration { Policies = new() { Adoption = (AdoptionPolicy)3 } }));
        Assert.Equal(["clientId", "clientSecret", "instanceName", "name", "policies.adoption"], refusal.Fields.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("MyCompany", null, "mycompany", "https://mycompany.cloud.looker.com")]
    [InlineData(" mycompany ", null, "mycompany", "https://mycompany.cloud.looker.com")]
    [InlineData(null, "https://looker.example.com:19999/", null, "https://looker.example.com:19999")]
    [InlineData(null, "https://looker.example.com:443", null, "https://looker.example.com")]
    public void An_address_is_an_instance_name_or_an_origin(string? instanceName, string? baseUrl, string? storedName, string origin)
    {
        var address = Rules.CheckNew(Good with { InstanceName = instanceName, BaseUrl = baseUrl });
        Assert.Equal(storedName, address.InstanceName);
        Assert.Equal(origin, address.Origin);
    }

    [Fact]
    public void An_insecure_Looker_on_this_machine_needs_the_setting()
    {
        var rules = new IntegrationRules(new LookerNetworkPolicy(AllowInsecureHttp: true));
        Assert.Equal("http://127.0.0.1:5081", rules.CheckNew(Good with { InstanceName = null, BaseUrl = "http://127.0.0.1:5081" }).Origin);
    }

    [Fact]
    public void A_change_is_checked_in_what_it_changes_only()
    {
        Assert.Null(Rules.CheckChange(new IntegrationChange { Mode = IntegrationMode.Paused }));
        var refusal = Assert.Throws<ValidationFailedException>(() => Rules.CheckChange(new IntegrationChange { Name = "", ClientSecret = "" }));
        Assert.Equal(["clientSecret", "name"], refusal.Fields.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_test_before_saving_needs_no_name()
    {
        Assert.Equal("mycompany", Rules.CheckConnection(Good with { Name = null }).InstanceName);
    }

    [Fact]
    public void No_text_form_holds_the_secret()
    {
        var integration = Good with { ClientSecret = "canary" };
        var change = new IntegrationChange { ClientSecret = "canary" };
        Assert.DoesNotContain("canary", $"{integration} {change}", StringComparison.Ordinal);
    }
}
