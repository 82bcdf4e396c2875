using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.Endpoints.Api;
using Scimify.Tests.Provisioning;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints;

/// <summary>A review by managers with a server, and what browsers do with a manager's link.</summary>
/// <param name="MonaId">The SCIM ID of the manager of Ada and Bob.</param>
/// <param name="LeaId">The SCIM ID of the manager of Mona and Cy.</param>
internal sealed record ReviewLinkWorld(Bridge Bridge, Actor Person, ApiClient Auditor, ApiClient Owner, Guid Review, string MonaId, string LeaId) : IAsyncDisposable
{
    public const string Page = "/review";
    public const string Ada = "ada@example.com";
    public const string Bob = "bob@example.com";
    public const string Mona = "mona@example.com";
    public const string Lea = "lea@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ScimifyDatabase Database => Bridge.App.Services.GetRequiredService<ScimifyDatabase>();

    public FormBrowser NewBrowser() => new(Bridge.App);

    /// <returns>The secret of a new link.</returns>
    public async Task<string> LinkAsync(string manager)
    {
        var made = await Auditor.PostAsync($"/reviews/{Review}/managers/{(manager == Mona ? MonaId : LeaId)}/link");
        Assert.True(made.Status == 201, made.Text);
        Assert.Matches($"^{Regex.Escape(Bridge.App.BaseAddress.AbsoluteUri)}review#[0-9a-f]{{64}}$", Text(made.Results, "link"));
        return Text(made.Results, "link")!.Split('#')[1];
    }

    public async Task<List<JsonElement>> RowsAsync() => [.. (await Auditor.GetAsync($"/reviews/{Review}/rows")).Items];

    public async Task<int> NumberAsync(string userName) => (await RowsAsync()).Single(row => Text(row, "userName") == userName).GetProperty("number").GetInt32();

    /// <summary>Another person of the console, who is no reviewer of the review.</summary>
    public async Task<ApiClient> OtherAsync(PortalRole role, string email) =>
        new(Bridge.App.NewClient(apiKey: await Bridge.App.PersonalAccessTokenAsync(await Bridge.App.PersonAsync(role, email))));

    public async Task<int> DecisionsByLinkAsync() => (await Auditor.GetAsync("/audit-log?action=review.decideByLink")).Items.Count();

    /// <summary>The reviewer keeps what is open.</summary>
    public async Task DecideOpenAsync()
    {
        var rows = (await RowsAsync()).Where(row => !Decided(row)).Select(row => row.GetProperty("number").GetInt32());
        Assert.Equal(200, (await Auditor.PostAsync($"/reviews/{Review}/decisions", JsonSerializer.Serialize(new { rows, decision = "keep" }))).Status);
    }

    public async Task<byte[]> CsvAsync()
    {
        using var client = Bridge.App.NewClient(apiKey: await Bridge.App.PersonalAccessTokenAsync(Person));
        client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");
        return await client.GetByteArrayAsync($"/api/v1/reviews/{Review}/rows", Ct);
    }

    public Task SetAsync(string sql) => Database.WriteAsync(session => session.Execute(sql), Ct);

    public async ValueTask DisposeAsync()
    {
        Auditor.Dispose();
        Owner.Dispose();
        await Bridge.DisposeAsync();
    }

    public static bool Decided(JsonElement row) => Text(row, "decision") != "none";

    public static string? Text(JsonElement item, string member) => item.GetProperty(member).GetString();

    public static Task<FormAnswer> OpenAsync(FormBrowser browser, string link) => browser.PostAsync(Page, "review", null, ("Form.Link", link));

    public static Task<FormAnswer> PostAsync(FormBrowser browser, string link, params (string Name, string? Value)[] fields) => PostPageAsync(browser, link, "1", fields);

    public static Task<FormAnswer> PostPageAsync(FormBrowser browser, string link, string page, params (string Name, string? Value)[] fields) =>
        browser.PostAsync(Page, "review", null, [("Form.Link", link), ("Form.Save", "yes"), ("Form.Page", page), .. fields]);

    /// <summary>Opens the link, and answers in the page that was shown.</summary>
    public static async Task<FormAnswer> SaveAsync(FormBrowser browser, string link, params (int Number, string Decision, string? Reason)[] said)
    {
        var shown = (await OpenAsync(browser, link)).Body;
        return await PostAsync(browser, link, [.. said.SelectMany(row => Answer(row.Number, row.Decision, row.Reason, ShownAt(shown, row.Number)))]);
    }

    /// <summary>The fields of a row that was open when it was shown, unless <paramref name="at"/> says when it was decided.</summary>
    public static (string Name, string? Value)[] Answer(int number, string decision, string? reason = null, string at = "") =>
        [($"decision-{number}", decision), ($"was-{number}", ""), ($"reason-{number}", reason), ($"at-{number}", at)];

    /// <returns>When the row was decided, as the page says; empty if nobody had, or the page lets nobody decide.</returns>
    public static string ShownAt(string page, int number) => Regex.Match(page, $"name=\"at-{number}\" value=\"([0-9]*)\"").Groups[1].Value;

    /// <summary>Ada and Bob report to Mona, Mona and Cy to Lea, and Eve and Lea to nobody.</summary>
    public static async Task<ReviewLinkWorld> WorldAsync(string monasName = "Mona Manager")
    {
        var bridge = await Bridge.StartAsync(policies: HeldChanges.NoGuard);
        var lea = await bridge.NewUserAsync(Lea, "Lea", "Lead");
        var mona = await NewAsync(Mona, monasName, lea);
        await NewAsync(Ada, "Ada Lovelace", mona);
        await NewAsync(Bob, "Bob Baker", mona);
        await NewAsync("cy@example.com", "Cy Clark", lea);
        await bridge.NewUserAsync("eve@example.com", "Eve", "Evans");
        await bridge.SettledForGoodAsync();
        var auditor = await bridge.App.PersonAsync(PortalRole.Auditor);
        var client = await ClientAsync(auditor);
        var started = await client.PostAsync("/reviews", JsonSerializer.Serialize(new
        {
            name = "Quarter", integration = bridge.Integration.Id, scope = "accounts", managers = true, reviewers = new[] { auditor.Id }, dueAt = TimeProvider.System.GetUtcNow().AddDays(14),
        }));
        Assert.True(started.Status == 201, started.Text);
        Assert.Equal(2, started.Results.GetProperty("withoutManager").GetInt32());
        return new(bridge, auditor, client, await ClientAsync(bridge.Owner), started.Uuid, mona, lea);

        async Task<ApiClient> ClientAsync(Actor person) => new(bridge.App.NewClient(apiKey: await bridge.App.PersonalAccessTokenAsync(person)));

        async Task<string> NewAsync(string userName, string name, string manager)
        {
            var made = await bridge.PostAsync("/Users", $$$"""
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{{userName}}}","displayName":"{{{name}}}","name":{"givenName":"{{{name.Split(' ')[0]}}}","familyName":"{{{name.Split(' ')[^1]}}}"},
                 "emails":[{"value":"{{{userName}}}","type":"work","primary":true}],"active":true,
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"{{{manager}}}"} } }
                """);
            Assert.Equal(201, made.Status);
            return made.Id;
        }
    }
}
