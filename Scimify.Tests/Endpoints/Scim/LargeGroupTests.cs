using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Persistence.Database;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>Measures the process's memory, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>A group of 50,000 members: memory does not grow with its size.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class LargeGroupMemoryTests
{
    private const long MostMemory = 8_000_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?attributes=displayName,members")]
    public async Task Its_members_are_read_in_bounded_memory(string query)
    {
        await using var bridge = await Bridge.StartAsync();
        var group = await LargeGroup.MakeAsync(bridge);

        // What is created once for all requests does not count for this one.
        using (var once = await bridge.Scim.GetAsync($"/scim/v2/Groups/{group}{query}", HttpCompletionOption.ResponseHeadersRead, Ct))
        {
            await once.Content.CopyToAsync(Stream.Null, Ct);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var response = await bridge.Scim.GetAsync($"/scim/v2/Groups/{group}{query}", HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var body = await response.Content.ReadAsStreamAsync(Ct);
        var buffer = new byte[64 * 1024];
        long read = 0, most = 0, members = 0, nextLook = 0;
        for (var count = await body.ReadAsync(buffer, Ct); count > 0; count = await body.ReadAsync(buffer, Ct))
        {
            read += count;
            members += buffer.AsSpan(0, count).Count("\"$ref\""u8);
            if (read >= nextLook)
            {
                nextLook += 1_000_000;
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.True(read > MostMemory, $"{read} bytes prove nothing");
        // If a part ends within the six characters, one occurrence is missed.
        Assert.InRange(members, LargeGroup.Members - (read / buffer.Length) - 200, LargeGroup.Members);
        Assert.True(most < MostMemory, $"{most} bytes more were in use while {read} were read");
    }
}

/// <summary>A group of 50,000 members: cost follows the change.</summary>
public sealed class LargeGroupTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_of_them_arrive_as_one_document()
    {
        await using var bridge = await Bridge.StartAsync();
        var group = await LargeGroup.MakeAsync(bridge);
        using var document = JsonDocument.Parse(await bridge.Scim.GetStreamAsync($"/scim/v2/Groups/{group}", Ct));
        var values = document.RootElement.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("value").GetString()).ToHashSet();
        Assert.Equal(LargeGroup.Members, values.Count);
    }

    [Fact]
    public async Task One_member_more_or_less_touches_one_row_and_its_answer_has_no_members()
    {
        await using var bridge = await Bridge.StartAsync();
        var group = await LargeGroup.MakeAsync(bridge);
        var grace = await bridge.NewUserAsync("grace@example.com");
        var seq = bridge.LastCall;

        var added = await bridge.PatchAsync($"/Groups/{group}", $$"""{"Operations":[{"op":"add","path":"members","value":[{"value":"{{grace}}"}]}]}""");
        var removed = await bridge.PatchAsync($"/Groups/{group}", $$"""{"Operations":[{"op":"remove","path":"members[value eq \"{{grace}}\"]"}]}""");
        var plain = await bridge.GetAsync($"/Groups/{group}?excludedAttributes=members");

        Assert.Equal((204, "applied", 204, "applied"), (added.Status, added.Sync, removed.Status, removed.Sync));
        Assert.Null(plain.Body!["members"]);
        Assert.Equal(2, bridge.CallsSince(seq).Count);
        var touched = await bridge.App.Services.GetRequiredService<ScimifyDatabase>().ReadAsync(
            session => session.Count("SELECT count(*) FROM memberships WHERE desired_generation <> 1 OR request_id IS NOT NULL"), Ct);
        Assert.Equal(0, touched);
    }
}

internal static class LargeGroup
{
    public const int Members = 50_000;

    /// <summary>A group that Looker has, with members that are there already, as rows.</summary>
    public static async Task<string> MakeAsync(Bridge bridge)
    {
        var group = (await bridge.PostAsync("/Groups", """{"displayName":"Everybody"}""")).Id;
        await bridge.SettledAsync();
        await bridge.App.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
            session =>
            {
                session.Execute(
                    """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @p1)
                    INSERT INTO scim_users (id, user_name, user_name_norm, sort_name, display, active, version, created_at, updated_at, looker_first_name, looker_last_name, protection,
                        link_state, organization_key, integration_key, desired_generation, applied_generation, due, sync_state, attempts, not_before, lease_until)
                    SELECT printf('00000000-0000-4000-8000-%012d', i), 'user' || i, 'user' || i, 'user' || i, 'user' || i, 1, 1, 0, 0, '', '', 0,
                        0, g.organization_key, g.integration_key, 0, 0, 0, 0, 0, 0, 0
                    FROM n CROSS JOIN scim_groups g WHERE g.id = @p0
                    """,
                    group,
                    Members);
                session.Execute("INSERT INTO scim_user_bodies (user_key, json) SELECT key, CAST('{}' AS BLOB) FROM scim_users");
                session.Execute(
                    """
                    INSERT INTO memberships (group_key, user_key, desired, applied, organization_key, integration_key, desired_generation, applied_generation,
                        due, sync_state, attempts, not_before, lease_until)
                    SELECT g.key, u.key, 1, 1, g.organization_key, g.integration_key, 1, 1, 0, 0, 0, 0, 0 FROM scim_users u CROSS JOIN scim_groups g
                    """);
            },
            TestContext.Current.CancellationToken);
        return group;
    }
}
