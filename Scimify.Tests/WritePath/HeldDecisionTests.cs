using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Scim.Schemas;
using Scimify.Tests.Persistence;

namespace Scimify.Tests.WritePath;

/// <summary>What a person's decision makes of the held row, of the log and of what is held.</summary>
public sealed class HeldDecisionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>mode | held | meanwhile | decision | person | group | member | log | held afterwards.</summary>
    [Theory]
    [InlineData("live | disable       | nothing    | release | disabled Pending Removal                           | there Applied None                            | wanted Present Applied None      | Disable 200 Pending      | gone")]
    [InlineData("live | disable       | nothing    | reject  | active Pending Change                              | there Applied None                            | wanted Present Applied None      | Disable 200 Failed       | gone")]
    [InlineData("live | delete person | nothing    | release | deleted Pending Removal                            | there Applied None                            | unwanted Present Pending None    | Delete 204 Pending       | gone")]
    [InlineData("live | delete person | nothing    | reject  | active Pending Change                              | there Applied None                            | wanted Present Pending Change    | Delete 204 Failed        | gone")]
    [InlineData("live | delete group  | nothing    | release | active Applied None                                | deleted Pending Removal                       | unwanted Present Pending None    | Delete 204 Pending       | gone")]
    [InlineData("live | delete group  | nothing    | reject  | active Applied None                                | there Pending Change                          | wanted Present Pending Change    | Delete 204 Failed        | gone")]
    [InlineData("live | member        | nothing    | release | active Applied None                                | there Applied None                            | unwanted Present Pending Removal | RemoveMember 200 Pending | gone")]
    [InlineData("live | member        | nothing    | reject  | active Applied None                                | there Applied None                            | wanted Present Pending Change    | RemoveMember 200 Failed  | gone")]
    [InlineData("live | adopt person  | nothing    | release | active Pending Change                              | there Pending Change                          | wanted Absent Pending None       | Create 201 Pending       | gone")]
    [InlineData("live | adopt person  | nothing    | reject  | active Failed None                                 | there Pending Change                          | wanted Absent Pending None       | Create 201 Failed        | gone")]
    [InlineData("live | adopt group   | nothing    | release | active Pending Change                              | there Pending Change                          | wanted Absent Pending None       | Create 201 Pending       | gone")]
    [InlineData("live | adopt group   | nothing    | reject  | active Pending Change                              | there Failed None                             | wanted Absent Pending None       | Create 201 Failed        | gone")]
    [InlineData("plan | disable       | nothing    | release | disabled Planned Removal                           | there Applied None                            | wanted Present Applied None      | Disable 200 Pending      | gone")]
    [InlineData("plan | disable       | nothing    | reject  | active Planned Change                              | there Applied None                            | wanted Present Applied None      | Disable 200 Failed       | gone")]
    [InlineData("plan | delete person | nothing    | release | deleted Planned Removal                            | there Applied None                            | unwanted Present Planned None    | Delete 204 Pending       | gone")]
    [InlineData("plan | delete person | nothing    | reject  | active Planned Change                              | there Applied None                            | wanted Present Planned Change    | Delete 204 Failed        | gone")]
    [InlineData("plan | delete group  | nothing    | release | active Applied None                                | deleted Planned Removal                       | unwanted Present Planned None    | Delete 204 Pending       | gone")]
    [InlineData("plan | delete group  | nothing    | reject  | active Applied None                                | there Planned Change                          | wanted Present Planned Change    | Delete 204 Failed        | gone")]
    [InlineData("plan | member        | nothing    | release | active Applied None                                | there Applied None                            | unwanted Present Planned Removal | RemoveMember 200 Pending | gone")]
    [InlineData("plan | member        | nothing    | reject  | active Applied None                                | there Applied None                            | wanted Present Planned Change    | RemoveMember 200 Failed  | gone")]
    [InlineData("plan | adopt person  | nothing    | release | active Planned Change                              | there Pending Change                          | wanted Absent Pending None       | Create 201 Pending       | gone")]
    [InlineData("plan | adopt group   | nothing    | release | active Pending Change                              | there Planned Change                          | wanted Absent Pending None       | Create 201 Pending       | gone")]
    [InlineData("live | delete person | name taken | stays   | deleted Held None, active Unforwardable None       | there Applied None                            | unwanted Present Held None       | Delete 204 Held          | Delete")]
    [InlineData("live | delete group  | name taken | stays   | active Applied None                                | deleted Held None, there Pending Change       | unwanted Present Held None       | Delete 204 Held          | Delete")]
    [InlineData("live | delete person | name taken | release | deleted Pending Removal, active Unforwardable None | there Applied None                            | unwanted Present Pending None    | Delete 204 Pending       | gone")]
    [InlineData("live | delete group  | name taken | release | active Applied None                                | deleted Pending Removal, there Pending Change | unwanted Present Pending None    | Delete 204 Pending       | gone")]
    public async Task A_decision(string line)
    {
        var part = line.Split('|', StringSplitOptions.TrimEntries);
        await using var writes = await WriteWorld.CreateAsync();
        var request = await HoldAsync(writes, part[1]);
        if (part[2] == "name taken")
        {
            await TakeNameAsync(writes, ofPerson: part[1] == "delete person");
        }

        await DecideAsync(writes, part[0] == "plan" ? IntegrationMode.Plan : IntegrationMode.Live, part[3]);
        Assert.Equal(
            string.Join(" | ", part[4..]),
            string.Join(" | ", await writes.UserAsync(), await writes.GroupAsync(), await writes.MembershipAsync(), await writes.LogAsync(request), await writes.HeldAsync()));
    }

    /// <returns>The request that is held.</returns>
    private static async Task<Guid> HoldAsync(WriteWorld writes, string what)
    {
        var user = await writes.World.UserAsync("""{"userName":"ann","emails":[{"value":"ann@example.com"}]}""");
        var group = await writes.World.GroupAsync("Pioneers", user);
        if (what is "adopt person" or "adopt group")
        {
            return await HoldAdoptionAsync(writes, what == "adopt person" ? "scim_users" : "scim_groups");
        }

        await writes.ArriveAsync();
        await writes.UseUpAllowanceAsync();
        var request = writes.Request("shut");
        await (what switch
        {
            "disable" => writes.World.Users.PatchAsync(
                request, user, WriteWorld.Patch(ScimResourceTypes.User, """{"op":"replace","path":"active","value":false}"""), null, Ct),
            "delete person" => writes.World.Users.DeleteAsync(request, user, null, Ct),
            "delete group" => writes.World.Groups.DeleteAsync(request, group, null, Ct),
            "member" => (Task)writes.World.Groups.PatchAsync(
                request, group, WriteWorld.Patch(ScimResourceTypes.Group, """{"op":"replace","path":"members","value":[]}"""), null, Ct),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        });
        return request.Id;
    }

    /// <summary>As the engine leaves a row behind whose account or group in Looker a person has to agree to.</summary>
    private static async Task<Guid> HoldAdoptionAsync(WriteWorld writes, string table)
    {
        await writes.ExecuteAsync($"UPDATE {table} SET sync_state = 3, due = 0", $"UPDATE provisioning_log SET sync = 3 WHERE request_id IN (SELECT request_id FROM {table})");
        var (key, request) = await writes.World.Database.ReadAsync(
            session => session.All($"SELECT key, request_id FROM {table}", reader => (reader.GetInt64(0), Guid.Parse(reader.GetString(1)))).Single(), Ct);
        await writes.World.Store.WriteAsync(
            writes.World.Target.IntegrationKey,
            writer =>
            {
                writer.Held.Hold(new()
                {
                    Id = Guid.NewGuid(),
                    OrganizationKey = writes.World.Target.OrganizationKey,
                    IntegrationKey = writes.World.Target.IntegrationKey,
                    Action = HeldAction.Adopt,
                    UserKey = table == "scim_users" ? key : null,
                    GroupKey = table == "scim_groups" ? key : null,
                    ScimId = Guid.NewGuid(),
                    Name = "ann",
                    Reason = "A person has to agree.",
                    RequestId = request,
                    LookerId = "7",
                    LookerName = "Ann",
                });
                return true;
            },
            Ct);
        return request;
    }

    /// <summary>Another person gets the name of the one who waits, and another group that of the group.</summary>
    private static async Task TakeNameAsync(WriteWorld writes, bool ofPerson)
    {
        if (ofPerson)
        {
            var user = await writes.World.UserAsync("""{"userName":"bob"}""");
            await writes.World.Users.ReplaceAsync(writes.Request(), user, DirectoryWorld.Json("""{"userName":"ann"}"""), null, Ct);
        }
        else
        {
            var group = await writes.World.GroupAsync("Scouts");
            await writes.World.Groups.ReplaceAsync(writes.Request(), group, DirectoryWorld.Json("""{"displayName":"Pioneers"}"""), null, Ct);
        }
    }

    private static Task DecideAsync(WriteWorld writes, IntegrationMode mode, string decision) => writes.World.Store.WriteAsync(
        writes.World.Target.IntegrationKey,
        writer =>
        {
            var decisions = new HeldDecisions(writer, mode, TimeProvider.System.GetUtcNow());
            var held = Assert.Single(writer.Held.Find(writes.World.Target.IntegrationKey, null, 0, 10));
            if (decision == "release")
            {
                decisions.Release(held);
            }
            else
            {
                Assert.Equal(decision == "reject", decisions.Reject(held, "Rita"));
            }

            return true;
        },
        Ct);
}
