using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Integrations;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Layout;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Tests.EndToEnd;

/// <summary>What a page counts is what it leads to.</summary>
[Collection(BrowserTests.Name)]
public sealed class FigureTests(SeededConsole console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_view_of_the_users_counts_exactly_the_rows_that_it_shows()
    {
        var services = console.App.Services;
        var integration = await services.GetRequiredService<IntegrationService>().GetAsync(console.Owner, console.Keys.Production, Ct);
        var query = services.GetRequiredService<DirectoryQuery>();
        var views = await query.UserViewsAsync(integration.Key, Ct);
        Assert.True(views is { Disabled: > 0, NeedLook: > 0 });
        Assert.Equal(
            [views.All, views.Active, views.Disabled, views.NeedLook],
            [await RowsAsync(new()), await RowsAsync(new(Active: true)), await RowsAsync(new(Active: false)), await RowsAsync(new(NeedsLook: true))]);

        async Task<long> RowsAsync(DirectoryFilter filter) => (await query.UsersAsync(integration.Key, filter, new SortedRequest(new TableSort("name", Descending: false), Place: null, Backwards: false, PageRequest.MaxSize), Ct)).Items.Count;
    }

    [Fact]
    public async Task The_rail_counts_what_the_pages_of_held_changes_and_drift_list()
    {
        var services = console.App.Services;
        var shell = await services.GetRequiredService<ShellQuery>().RunAsync(console.Owner, Ct);
        var production = shell.Find(console.Keys.Production)!;
        var integration = await services.GetRequiredService<IntegrationService>().GetAsync(console.Owner, console.Keys.Production, Ct);
        Assert.Equal(production.Held, (await services.GetRequiredService<Scimify.Portal.Features.Held.HeldQuery>().RunAsync(integration.Key, new(), PageRequest.Of(1), Ct)).Total);
        Assert.Equal(production.Drift, (await services.GetRequiredService<Scimify.Portal.Features.Drift.DriftQuery>().RunAsync(integration.Key, Scimify.Core.Provisioning.Drift.DriftState.Open, null, PageRequest.Of(1), Ct)).Total);
        Assert.Contains(shell.Problems, p => p.Title == $"Production: {production.Held} changes are held.");
        Assert.Equal("bad", shell.Problems[0].Tone);
    }
}
