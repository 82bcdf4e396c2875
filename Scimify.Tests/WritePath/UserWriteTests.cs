using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Schemas;
using Scimify.Tests.Persistence;

namespace Scimify.Tests.WritePath;

/// <summary>What a write makes of a person's row, of the log and of what is held, and what it waits for.</summary>
public sealed class UserWriteTests
{
    private const string Ann = """{"userName":"ann","name":{"givenName":"Ann","familyName":"Lee"},"emails":[{"value":"ann@example.com"}]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>setting | before | write | row, generations moved | log | receipt | held.</summary>
    [Theory]
    [InlineData("live   | none       | create  | active Pending Change +1     | Create 201 Pending   | Pending awaits 1 | gone")]
    [InlineData("plan   | none       | create  | active Planned Change +1     | Create 201 Planned   | Planned awaits 1 | gone")]
    [InlineData("paused | none       | create  | active Pending Change +1     | Create 201 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked   | replace | active Pending Change +0     | NoChange 200 Pending | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked   | rename  | active Pending Change +1     | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked   | disable | disabled Pending Removal +1  | Disable 200 Pending  | Pending awaits 1 | gone")]
    [InlineData("live   | unlinked   | delete  | gone                         | Delete 204 Applied   | Applied awaits 0 | gone")]
    [InlineData("live   | linked     | replace | active Applied None +0       | NoChange 200 Applied | Applied awaits 0 | gone")]
    [InlineData("live   | linked     | title   | active Applied None +0       | Update 200 Applied   | Applied awaits 0 | gone")]
    [InlineData("live   | linked     | rename  | active Pending Change +1     | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | linked     | disable | disabled Pending Removal +1  | Disable 200 Pending  | Pending awaits 1 | gone")]
    [InlineData("live   | linked     | delete  | deleted Pending Removal +1   | Delete 204 Pending   | Pending awaits 1 | gone")]
    [InlineData("plan   | linked     | rename  | active Planned Change +1     | Update 200 Planned   | Planned awaits 1 | gone")]
    [InlineData("plan   | linked     | disable | disabled Planned Removal +1  | Disable 200 Planned  | Planned awaits 1 | gone")]
    [InlineData("plan   | linked     | delete  | deleted Planned Removal +1   | Delete 204 Planned   | Planned awaits 1 | gone")]
    [InlineData("paused | linked     | delete  | deleted Pending Removal +1   | Delete 204 Pending   | Pending awaits 1 | gone")]
    [InlineData("shut   | linked     | disable | disabled Held None +1        | Disable 200 Held     | Held awaits 0    | Disable")]
    [InlineData("shut   | linked     | delete  | deleted Held None +1         | Delete 204 Held      | Held awaits 0    | Delete")]
    [InlineData("live   | failed     | replace | active Pending Change +1     | NoChange 200 Pending | Pending awaits 1 | gone")]
    [InlineData("live   | failed     | title   | active Pending Change +1     | Update 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | failed     | disable | disabled Pending Removal +1  | Disable 200 Pending  | Pending awaits 1 | gone")]
    [InlineData("live   | failed     | delete  | deleted Pending Removal +1   | Delete 204 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | held       | enable  | active Pending Change +1     | Enable 200 Pending   | Pending awaits 1 | gone")]
    [InlineData("live   | held       | title   | disabled Held None +1        | Update 200 Held      | Held awaits 0    | Disable")]
    [InlineData("live   | held       | rename  | disabled Held Change +1      | Update 200 Held      | Held awaits 1    | Disable")]
    [InlineData("live   | held       | delete  | deleted Pending Removal +1   | Delete 204 Pending   | Pending awaits 1 | gone")]
    [InlineData("shut   | held       | delete  | deleted Held None +1         | Delete 204 Held      | Held awaits 0    | Delete")]
    [InlineData("live   | tombstoned | create  | active Pending Change +1     | Create 201 Pending   | Pending awaits 1 | gone")]
    [InlineData("plan   | tombstoned | create  | active Planned Change +1     | Create 201 Planned   | Planned awaits 1 | gone")]
    public async Task A_person(string line)
    {
        var part = line.Split('|', StringSplitOptions.TrimEntries);
        await using var writes = await WriteWorld.CreateAsync();
        var id = await BecomeAsync(writes, part[1]);
        var before = await writes.GenerationAsync();
        var write = await WriteAsync(writes, part[0], part[2], id);
        var row = await writes.UserAsync();
        if (row != "gone")
        {
            row += $" +{await writes.GenerationAsync() - before}";
        }

        Assert.Equal(
            string.Join(" | ", part[3..]),
            string.Join(" | ", row, await writes.LogAsync(), WriteWorld.Text(write.Receipt), await writes.HeldAsync()));
    }

    private static async Task<Guid> BecomeAsync(WriteWorld writes, string state)
    {
        if (state == "none")
        {
            return Guid.Empty;
        }

        var id = await writes.World.UserAsync(Ann);
        if (state != "unlinked")
        {
            await writes.ArriveAsync();
        }

        switch (state)
        {
            case "failed":
                await writes.ExecuteAsync("UPDATE scim_users SET sync_state = 2, sync_error = 'Looker said no.'");
                break;
            case "held":
                await WriteAsync(writes, "shut", "disable", id);
                break;
            case "tombstoned":
                await WriteAsync(writes, "live", "delete", id);
                break;
        }

        return id;
    }

    private static Task<UserWrite> WriteAsync(WriteWorld writes, string setting, string write, Guid id)
    {
        var users = writes.World.Users;
        var request = writes.Request(setting);
        return write switch
        {
            "create" => users.CreateAsync(request, DirectoryWorld.Json(Ann), Ct),
            "replace" => users.ReplaceAsync(request, id, DirectoryWorld.Json(Ann), null, Ct),
            "delete" => users.DeleteAsync(request, id, null, Ct),
            "rename" => PatchAsync("name.familyName", "\"Gray\""),
            "title" => PatchAsync("title", "\"Pilot\""),
            "disable" => PatchAsync("active", "false"),
            "enable" => PatchAsync("active", "true"),
            _ => throw new ArgumentOutOfRangeException(nameof(write), write, null),
        };

        Task<UserWrite> PatchAsync(string path, string value) => users.PatchAsync(
            request, id, WriteWorld.Patch(ScimResourceTypes.User, $$"""{"op":"replace","path":"{{path}}","value":{{value}}}"""), null, Ct);
    }
}
