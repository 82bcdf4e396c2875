using System.Reflection;
using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Requests;
using Scimify.Portal.Layout;
using Scimify.Tests.EndToEnd;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>What an open page refuses stands in the audit log, as what a request is refused does: it makes no request.</summary>
public sealed class PageRefusalTests(SeededConsole console) : IClassFixture<SeededConsole>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    private PeopleService People => console.App.Services.GetRequiredService<PeopleService>();

    [Fact]
    public async Task Whoever_has_another_role_by_now_is_noted_once_with_the_page_and_where_they_sit()
    {
        var person = await console.App.PersonAsync();
        await using var bench = await PageBench.OpenAsync(console.App, person);
        var page = bench.Show("/webhooks");
        page.WaitForAssertion(() => Assert.Contains("Send test", page.Markup, StringComparison.Ordinal), Patience);
        await People.ChangeRoleAsync(console.Owner, person.Id!.Value, PortalRole.Operator, Ct);

        for (var times = 0; times < 2; times++)
        {
            await page.FindAll("button").First(button => button.TextContent.Trim() == "Send test").ClickAsync(new());
        }

        var noted = await NotedAsync(person);
        Assert.Equal(("person", person.Name, "127.0.0.1", "route", "/webhooks"), (noted.ActorKind, noted.ActorName, noted.SourceAddress, noted.SubjectKind, noted.SubjectName));
        Assert.Equal(("Owner", "session"), RoleAndLack(noted));
    }

    [Fact]
    public async Task Whoever_lacks_the_permission_is_noted_with_it()
    {
        var person = await console.App.PersonAsync(PortalRole.Auditor);
        await using var bench = await PageBench.OpenAsync(console.App, person);
        bench.Show("/people");

        for (var times = 0; times < 2; times++)
        {
            var actor = await bench.Session.ActorAsync();
            await Assert.ThrowsAsync<ForbiddenException>(() => People.LockAsync(actor, console.Owner.Id!.Value, Ct));
        }

        var noted = await NotedAsync(person);
        Assert.Equal("/people", noted.SubjectName);
        Assert.Equal(("Auditor", "ManagePeople"), RoleAndLack(noted));
    }

    [Fact]
    public async Task A_page_that_the_role_does_not_include_is_noted_when_a_link_within_the_console_leads_there()
    {
        var person = await console.App.PersonAsync(PortalRole.TokenManager);
        await using var bench = await PageBench.OpenAsync(console.App, person);
        bench.Session.Page = "/people";

        bench.Show<RefusedPage>();

        Assert.Equal(("TokenManager", "page"), RoleAndLack(await NotedAsync(person)));
    }

    [Theory]
    [InlineData(PortalRole.Operator)]
    [InlineData(PortalRole.TokenManager)]
    [InlineData(PortalRole.Auditor)]
    public async Task No_page_that_a_role_may_open_asks_for_what_it_may_not(PortalRole role)
    {
        var person = await console.App.PersonAsync(role);
        var shown = 0;
        foreach (var (_, path) in console.Pages().Where(page => MayOpen(role, page.Path)))
        {
            await using var bench = await PageBench.OpenAsync(console.App, person);
            var page = bench.Show(path);
            page.WaitForAssertion(() => Assert.DoesNotContain(page.FindAll("[role=status]"), status => status.TextContent.Contains("Loading", StringComparison.Ordinal)), Patience);
            shown++;
        }

        // The entry of what is really refused comes after all others.
        await using var last = await PageBench.OpenAsync(console.App, person);
        last.Session.Page = "/last";
        last.Show<RefusedPage>();
        Assert.Equal("/last", (await NotedAsync(person)).SubjectName);
        Assert.True(shown > 5, $"Only {shown} pages were shown.");
    }

    private static bool MayOpen(PortalRole role, string path) =>
        PageBench.PageAt(path)?.GetCustomAttribute<AuthorizeAttribute>()?.Policy is { } policy && Permissions.Grants(role, Enum.Parse<Permission>(policy));

    private static (string? Role, string? Lacks) RoleAndLack(AuditEntry entry)
    {
        var after = JsonDocument.Parse(entry.After!).RootElement;
        return (after.GetProperty("role").GetString(), after.GetProperty("lacks").GetString());
    }

    /// <summary>The only refusal of a person.</summary>
    private async Task<AuditEntry> NotedAsync(Actor person)
    {
        var noted = await Eventually.ReadAsync(
            async () =>
            {
                await using var db = console.App.NewContext();
                return await db.AuditLog.Where(e => e.Action == "access.refuse" && e.ActorId == person.Id).ToListAsync(Ct);
            },
            entries => entries.Count > 0);
        return Assert.Single(noted);
    }
}
