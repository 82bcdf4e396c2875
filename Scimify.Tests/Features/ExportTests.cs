using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.People;
using Scimify.Portal.Features.Directory;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Exports;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Features;

/// <summary>Lists on their way out of the building.</summary>
public sealed class ExportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ada", "\"Ada\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+49", "\"'+49\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData(" =1", "\"' =1\"")]
    [InlineData("a\"b,c\r\nd", "\"a\"\"b,c\r\nd\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_never_a_formula(string? text, string cell) => Assert.Equal(cell, Csv.Cell(text));

    [Fact]
    public async Task A_part_is_read_when_the_one_before_it_has_been_taken()
    {
        var read = new List<int>();
        var parts = ExportParts.ByKeyAsync<int, int>(
            (above, _) =>
            {
                read.Add(above);
                return Task.FromResult(Enumerable.Range(above + 1, above == ExportParts.AtOnce ? 1 : ExportParts.AtOnce).ToList());
            },
            key => key,
            Ct);

        await using var reader = parts.GetAsyncEnumerator(Ct);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal([0], read);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal([0, ExportParts.AtOnce], read);
        Assert.False(await reader.MoveNextAsync());
        Assert.Equal([0, ExportParts.AtOnce], read);
    }

    [Fact]
    public async Task A_failure_after_the_first_part_is_no_complete_answer()
    {
        await using var app = await ScimifyApp.StartAsync();
        var owner = await app.PersonAsync();
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        var export = new Export<UserViews>(owner, "Broken", "broken", new { }, BrokenAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Services.GetRequiredService<Exporter>().AnswerAsync(context, ExportFormat.JsonLines, export));
    }

    [Fact]
    public async Task Users_groups_and_memberships_have_a_row_each_as_the_identity_provider_wants_them()
    {
        await using var bridge = await Bridge.StartAsync();
        var ada = await bridge.NewUserAsync("ada@example.com");
        await bridge.NewUserAsync("bert@example.com");
        await bridge.PostAsync("/Groups", $$"""{"displayName":"Analysts","members":[{"value":"{{ada}}"}]}""");
        await bridge.SettledAsync();
        var directory = bridge.App.Services.GetRequiredService<DirectoryQuery>();

        var users = await RowsAsync(directory.AllUsersAsync(bridge.Integration.Key, new DirectoryFilter()));
        var groups = await RowsAsync(directory.AllGroupsAsync(bridge.Integration.Key, new DirectoryFilter()));
        var memberships = await RowsAsync(directory.AllMembershipsAsync(bridge.Integration.Key));
        var links = await RowsAsync(directory.AllLinksAsync(bridge.Integration.Key, null, new DirectoryFilter()));

        Assert.Equal([("ada@example.com", 1L, "applied"), ("bert@example.com", 0L, "applied")], users.Select(u => (u.UserName, u.Groups, u.SyncState)));
        Assert.Equal([("Analysts", 1L, 0L)], groups.Select(g => (g.DisplayName, g.Members, g.UnsettledMembers)));
        Assert.Equal([("Analysts", "ada@example.com", true, "applied")], memberships.Select(m => (m.Group, m.UserName, m.Wanted, m.SyncState)));
        Assert.All(memberships, m => Assert.True(m is { LookerGroupId: not null, LookerUserId: not null }));
        Assert.Equal(["ada@example.com", "bert@example.com", "Analysts"], links.Select(l => l.Name));
        Assert.Equal(["ada@example.com"], (await RowsAsync(directory.AllUsersAsync(bridge.Integration.Key, new DirectoryFilter(Text: "ADA")))).Select(u => u.UserName));
    }

    private static async IAsyncEnumerable<IReadOnlyList<UserViews>> BrokenAsync()
    {
        yield return [new UserViews(1, 1, 0, 0)];
        await Task.CompletedTask;
        throw new InvalidOperationException("The second part could not be read.");
    }

    private static async Task<List<T>> RowsAsync<T>(IAsyncEnumerable<IReadOnlyList<T>> parts)
    {
        var rows = new List<T>();
        await foreach (var part in parts)
        {
            rows.AddRange(part);
        }

        return rows;
    }
}
