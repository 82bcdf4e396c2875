using Bunit;
using Scimify.Portal.Sandbox;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features.Doctor;

/// <summary>The page of the doctor, before and after a run.</summary>
public sealed class DoctorPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_run_shows_each_check_what_to_repair_first_and_the_file()
    {
        await using var bridge = await Bridge.StartAsync();
        await using var bench = await PageBench.OpenAsync(bridge.App, bridge.Owner);
        bridge.Looker.Faults.Add(new FaultRule(FaultKind.Status, Operation: "login", Status: 404, Count: null));
        var page = bench.Show($"/integrations/{bridge.Integration.Id}/doctor");
        page.WaitForAssertion(() => Assert.Contains("Not checked yet", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("a[download]"));

        await page.Find("button.btn-primary").ClickAsync();

        page.WaitForAssertion(() => Assert.Equal($"integrations/{bridge.Integration.Id}/doctor.html", page.Find("a[download]").GetAttribute("href")), Patience);
        Assert.Equal("API key:", page.Find(".notice-bad strong").TextContent);
        Assert.Equal("Identity provider to Scimify: no call yet, 1 of 10 checks passed. Scimify to Looker: broken here, 1 of 8 checks failed.", page.Find("figure.flow").GetAttribute("aria-label"));
        Assert.Equal(
            ["Identity provider to Scimify", "The providers' own tests", "Scimify to Looker", "SAML beside SCIM", "This server", "Okta's SCIM 2.0 test suite", "Entra ID's SCIM validator"],
            page.FindAll("section.card h2").Select(title => title.TextContent));
        Assert.Equal(23, page.FindAll("section[aria-labelledby^='suite-'] li").Count);
        Assert.Equal("Run again", page.Find("button.btn-primary").TextContent.Trim());
    }
}
