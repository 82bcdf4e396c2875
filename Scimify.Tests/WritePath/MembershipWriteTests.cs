using Scimify.Core.Directory.Users;
using Scimify.Core.Scim.Schemas;

namespace Scimify.Tests.WritePath;

/// <summary>What a write to a group makes of one person's place in it. Group and person have their like in Looker.</summary>
public sealed class MembershipWriteTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>setting | before | write | row | log | receipt | held.</summary>
    [Theory]
    [InlineData("live | absent  | add     | wanted Absent Pending Change     | AddMember 200 Pending    | Pending awaits 1 | gone")]
    [InlineData("plan | absent  | add     | wanted Absent Planned Change     | AddMember 200 Planned    | Planned awaits 1 | gone")]
    [InlineData("live | absent  | remove  | gone                             | NoChange 200 Applied     | Applied awaits 0 | gone")]
    [InlineData("live | absent  | replace | wanted Absent Pending Change     | AddMember 200 Pending    | Pending awaits 1 | gone")]
    [InlineData("live | wanted  | add     | wanted Absent Pending Change     | NoChange 200 Pending     | Pending awaits 1 | gone")]
    [InlineData("live | wanted  | remove  | gone                             | RemoveMember 200 Applied | Applied awaits 0 | gone")]
    [InlineData("live | wanted  | empty   | gone                             | RemoveMember 200 Applied | Applied awaits 0 | gone")]
    [InlineData("live | applied | add     | wanted Present Applied None      | NoChange 200 Applied     | Applied awaits 0 | gone")]
    [InlineData("live | applied | replace | wanted Present Applied None      | NoChange 200 Applied     | Applied awaits 0 | gone")]
    [InlineData("live | applied | remove  | unwanted Present Pending Removal | RemoveMember 200 Pending | Pending awaits 1 | gone")]
    [InlineData("live | applied | empty   | unwanted Present Pending Removal | RemoveMember 200 Pending | Pending awaits 1 | gone")]
    [InlineData("plan | applied | remove  | unwanted Present Planned Removal | RemoveMember 200 Planned | Planned awaits 1 | gone")]
    [InlineData("shut | applied | remove  | unwanted Present Held None       | RemoveMember 200 Held    | Held awaits 0    | RemoveMember")]
    [InlineData("shut | applied | empty   | unwanted Present Held None       | RemoveMember 200 Held    | Held awaits 0    | RemoveMember")]
    [InlineData("live | leaving | add     | wanted Present Pending Change    | AddMember 200 Pending    | Pending awaits 1 | gone")]
    [InlineData("live | leaving | remove  | unwanted Present Pending Removal | NoChange 200 Pending     | Pending awaits 1 | gone")]
    [InlineData("live | failed  | add     | wanted Absent Pending Change     | NoChange 200 Pending     | Pending awaits 1 | gone")]
    [InlineData("live | failed  | remove  | gone                             | RemoveMember 200 Applied | Applied awaits 0 | gone")]
    [InlineData("live | held    | add     | wanted Present Pending Change    | AddMember 200 Pending    | Pending awaits 1 | gone")]
    [InlineData("live | held    | remove  | unwanted Present Held None       | NoChange 200 Held        | Held awaits 0    | RemoveMember")]
    public async Task A_place_in_a_group(string line)
    {
        var part = line.Split('|', StringSplitOptions.TrimEntries);
        await using var writes = await WriteWorld.CreateAsync();
        var user = await writes.World.UserAsync("""{"userName":"ann","emails":[{"value":"ann@example.com"}]}""");
        var group = await writes.World.GroupAsync("Pioneers");
        await writes.ArriveAsync();
        await BecomeAsync(writes, part[1], group, user);
        if (part[0] == "shut")
        {
            await writes.UseUpAllowanceAsync();
        }

        var write = await WriteAsync(writes, part[0], part[2], group, user);
        Assert.Equal(
            string.Join(" | ", part[3..]),
            string.Join(" | ", await writes.MembershipAsync(), await writes.LogAsync(), WriteWorld.Text(write.Receipt), await writes.HeldAsync()));
    }

    private static async Task BecomeAsync(WriteWorld writes, string state, Guid group, Guid user)
    {
        if (state == "absent")
        {
            return;
        }

        await WriteAsync(writes, "live", "add", group, user);
        switch (state)
        {
            case "failed":
                await writes.ExecuteAsync("UPDATE memberships SET sync_state = 2, due = 0");
                break;
            case "applied":
                await writes.ArriveAsync();
                break;
            case "leaving":
                await writes.ArriveAsync();
                await WriteAsync(writes, "live", "remove", group, user);
                break;
            case "held":
                await writes.ArriveAsync();
                await writes.UseUpAllowanceAsync();
                await WriteAsync(writes, "shut", "remove", group, user);
                break;
        }
    }

    private static Task<GroupWrite> WriteAsync(WriteWorld writes, string setting, string write, Guid group, Guid user)
    {
        var members = $$"""[{"value":"{{user}}"}]""";
        var (op, value) = write switch
        {
            "add" => ("add", members),
            "remove" => ("remove", members),
            "replace" => ("replace", members),
            "empty" => ("replace", "[]"),
            _ => throw new ArgumentOutOfRangeException(nameof(write), write, null),
        };
        return writes.World.Groups.PatchAsync(
            writes.Request(setting), group, WriteWorld.Patch(ScimResourceTypes.Group, $$"""{"op":"{{op}}","path":"members","value":{{value}}}"""), null, Ct);
    }
}
