using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Schemas;
using Scimify.Tests.Persistence;

namespace Scimify.Tests.WritePath;

/// <summary>What a write makes of a group's row, of its member's place, of the log and of what is held, and what it waits for.</summary>
public sealed class GroupWriteTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>setting | before | write | group, generations moved | member | log | receipt | held.</summary>
    [Theory]
    [InlineData("live   | none     | create     | there Pending Change +1    | gone                             | Create 201 Pending   | Pending awaits 1 | gone")]
    [InlineData("plan   | none     | create     | there Planned Change +1    | gone                             | Create 201 Planned   | Planned awaits 1 | gone")]
    [InlineData("paused | none     | create     | there Pending Change +1    | gone                             | Create 201 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked | replace    | there Pending Change +0    | wanted Absent Pending None       | NoChange 200 Pending | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked | externalId | there Pending Change +0    | wanted Absent Pending None       | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked | rename     | there Pending Change +1    | wanted Absent Pending None       | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked | delete     | gone                       | gone                             | Delete 204 Applied   | Applied awaits 0 | gone")]
    [InlineData("live   | made     | replace    | there Applied None +0      | wanted Present Applied None      | NoChange 200 Applied | Applied awaits 0 | gone")]
    [InlineData("live   | made     | externalId | there Applied None +0      | wanted Present Applied None      | Update 200 Applied   | Applied awaits 0 | gone")]
    [InlineData("live   | made     | rename     | there Pending Change +1    | wanted Present Applied None      | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | made     | delete     | deleted Pending Removal +1 | unwanted Present Pending None    | Delete 204 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | adopted  | replace    | there Applied None +0      | wanted Present Applied None      | NoChange 200 Applied | Applied awaits 0 | gone")]
    [InlineData("live   | adopted  | externalId | there Applied None +0      | wanted Present Applied None      | Update 200 Applied   | Applied awaits 0 | gone")]
    [InlineData("live   | adopted  | rename     | there Pending Change +1    | wanted Present Applied None      | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | adopted  | delete     | deleted Pending Removal +1 | unwanted Present Pending Removal | Delete 204 Pending   | Pending awaits 2 | gone")]
    [InlineData("live   | failed   | replace    | there Pending Change +1    | wanted Present Applied None      | NoChange 200 Pending | Pending awaits 1 | gone")]
    [InlineData("live   | failed   | externalId | there Pending Change +1    | wanted Present Applied None      | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | failed   | rename     | there Pending Change +1    | wanted Present Applied None      | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | failed   | delete     | deleted Pending Removal +1 | unwanted Present Pending None    | Delete 204 Pending   | Pending awaits 1 | gone")]
    [InlineData("plan   | made     | rename     | there Planned Change +1    | wanted Present Applied None      | Update 200 Planned   | Planned awaits 1 | gone")]
    [InlineData("plan   | made     | delete     | deleted Planned Removal +1 | unwanted Present Planned None    | Delete 204 Planned   | Planned awaits 1 | gone")]
    [InlineData("plan   | adopted  | rename     | there Planned Change +1    | wanted Present Applied None      | Update 200 Planned   | Planned awaits 1 | gone")]
    [InlineData("plan   | adopted  | delete     | deleted Planned Removal +1 | unwanted Present Planned Removal | Delete 204 Planned   | Planned awaits 2 | gone")]
    [InlineData("shut   | unlinked | delete     | gone                       | gone                             | Delete 204 Applied   | Applied awaits 0 | gone")]
    [InlineData("shut   | made     | delete     | deleted Held None +1       | unwanted Present Held None       | Delete 204 Held      | Held awaits 0    | Delete")]
    [InlineData("shut   | adopted  | delete     | deleted Held None +1       | unwanted Present Held None       | Delete 204 Held      | Held awaits 0    | Delete")]
    [InlineData("live   | leaving  | create     | there Pending Change +1    | unwanted Present Pending None    | Create 201 Pending   | Pending awaits 1 | gone")]
    [InlineData("plan   | leaving  | create     | there Planned Change +1    | unwanted Present Pending None    | Create 201 Planned   | Planned awaits 1 | gone")]
    [InlineData("live   | held     | create     | there Pending Change +1    | unwanted Present Held None       | Create 201 Held      | Held awaits 1    | RemoveMember")]
    [InlineData("plan   | held     | create     | there Planned Change +1    | unwanted Present Held None       | Create 201 Held      | Held awaits 1    | RemoveMember")]
    public async Task A_group(string line)
    {
        var part = line.Split('|', StringSplitOptions.TrimEntries);
        await using var writes = await WriteWorld.CreateAsync();
        var id = await BecomeAsync(writes, part[1]);
        if (part[0] == "shut")
        {
            await writes.UseUpAllowanceAsync();
        }

        var before = await writes.GenerationAsync("scim_groups");
        var write = await WriteAsync(writes, part[0], part[2], id);
        var row = await writes.GroupAsync();
        if (row != "gone")
        {
            row += $" +{await writes.GenerationAsync("scim_groups") - before}";
        }

        Assert.Equal(
            string.Join(" | ", part[3..]),
            string.Join(" | ", row, await writes.MembershipAsync(), await writes.LogAsync(), WriteWorld.Text(write.Receipt), await writes.HeldAsync()));
    }

    /// <summary>none; unlinked: not in Looker yet; made or adopted: in Looker, with one member; failed, held, leaving: as the words say.</summary>
    private static async Task<Guid> BecomeAsync(WriteWorld writes, string state)
    {
        if (state == "none")
        {
            return Guid.Empty;
        }

        var user = await writes.World.UserAsync("""{"userName":"ann","emails":[{"value":"ann@example.com"}]}""");
        var id = await writes.World.GroupAsync("Pioneers", user);
        if (state != "unlinked")
        {
            await writes.ArriveAsync();
        }

        switch (state)
        {
            case "adopted":
                await writes.ExecuteAsync("UPDATE scim_groups SET link_state = 3");
                break;
            case "failed":
                await writes.ExecuteAsync("UPDATE scim_groups SET sync_state = 2, sync_error = 'Looker said no.'");
                break;
            case "held":
                await writes.UseUpAllowanceAsync();
                await WriteAsync(writes, "shut", "delete", id);
                break;
            case "leaving":
                await WriteAsync(writes, "live", "delete", id);
                break;
        }

        return id;
    }

    private static Task<GroupWrite> WriteAsync(WriteWorld writes, string setting, string write, Guid id)
    {
        var groups = writes.World.Groups;
        var request = writes.Request(setting);
        return write switch
        {
            "create" => groups.CreateAsync(request, DirectoryWorld.Json("""{"displayName":"Pioneers"}"""), Ct),
            "replace" => groups.ReplaceAsync(request, id, DirectoryWorld.Json("""{"displayName":"Pioneers"}"""), null, Ct),
            "delete" => groups.DeleteAsync(request, id, null, Ct),
            "rename" => PatchAsync("displayName", "Explorers"),
            "externalId" => PatchAsync("externalId", "42"),
            _ => throw new ArgumentOutOfRangeException(nameof(write), write, null),
        };

        Task<GroupWrite> PatchAsync(string path, string value) => groups.PatchAsync(
            request, id, WriteWorld.Patch(ScimResourceTypes.Group, $$"""{"op":"replace","path":"{{path}}","value":"{{value}}"}"""), null, Ct);
    }
}
