using System.Diagnostics;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Crash;

/// <summary><c>tools/chaos</c>, which operators run: it breaks an installation of its own, and finds what is wrong.</summary>
public sealed class ChaosToolTests(ITestOutputHelper output)
{
    private static readonly string Tool = Path.Combine(Repository.Root, "tools", "chaos");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kill_a_freeze_and_a_cut_database_lose_nothing_double_nothing_and_keep_no_leaver_in()
    {
        Assert.SkipWhen(TestDatabase.PostgresServer is null, "No PostgreSQL at hand: run ./test, which installs one.");
        var run = await RunAsync(
            Tool, "--program", AppContext.BaseDirectory, "--servers", "2", "--kills", "1", "--freezes", "1", "--cuts", "1", "--restarts", "0", "--skews", "0",
            "--freeze-seconds", "3-3", "--rest", "1");

        output.WriteLine(run.Errors);
        Assert.Equal((0, "lost 0, doubled 0, late 0"), (run.ExitCode, run.Output.Trim()));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("accounts.pop()", "lost: eve@x was acknowledged")]
    [InlineData("ann['first_name'] = 'Old'", "lost: ann@x was acknowledged")]
    [InlineData("ann['is_disabled'] = True", "lost: ann@x was acknowledged")]
    [InlineData("ann['group_ids'] = []", "lost: group G lacks ['ann@x']")]
    [InlineData("eve['group_ids'] = ['7']", "lost: group G lacks [], and has ['eve@x'] too many")]
    [InlineData("teams.append({'name': 'Old', 'id': '9'})", "lost: the deletion of group Old")]
    [InlineData("teams.clear()", "lost: Looker has 0 groups G")]
    [InlineData("teams.append({'name': 'G', 'id': '8'})", "doubled: Looker has 2 groups G")]
    [InlineData("accounts.append(dict(ann, id='3'))", "doubled: ann@x has 2 accounts")]
    [InlineData("accounts.append(dict(ann, id='3', email=None))", "doubled: account 3 is half made")]
    [InlineData("accounts.append(dict(ann, id='3', email='new@x'))", "doubled: new@x was never acknowledged")]
    [InlineData("eve['is_disabled'] = False", "late: eve@x left")]
    [InlineData("people['ann@x'] = None", "late: ann@x left")]
    public async Task It_finds_what_is_wrong_in_Looker(string damage, string finding)
    {
        var run = await RunAsync(
            "-c",
            $"""
             import sys
             sys.path.insert(0, {"'" + Tool + "'"})
             sys.dont_write_bytecode = True
             from looker import of_groups, of_people
             from traffic import Person
             people = dict([('ann@x', Person('a', 'Ann', True)), ('eve@x', Person('e', 'Eve', False))])
             ann = dict(id='1', email='ann@x', first_name='Ann', is_disabled=False, group_ids=['7'])
             eve = dict(id='2', email='eve@x', first_name='Eve', is_disabled=True, group_ids=[])
             accounts, teams = [ann, eve], [dict(name='G', id='7')]
             {damage}
             for kind, words in [*of_people(people, accounts), *of_groups(dict(G=set(['ann@x'])), accounts, teams)]:
                 print(kind + ': ' + words)
             """);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith(finding, run.Output, StringComparison.Ordinal);
        Assert.Equal(finding.Length == 0, run.Output.Length == 0);
    }

    [Fact]
    public async Task It_says_what_a_staging_installation_needs()
    {
        var run = await RunAsync(Tool, "--server", "http://127.0.0.1:1", "1");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--server needs --looker, and SCIM_TOKEN, LOOKER_CLIENT_ID and LOOKER_CLIENT_SECRET in the environment.", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<VerbResult> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var python = Process.Start(start)!;
        try
        {
            var errors = python.StandardError.ReadToEndAsync(Ct);
            var printed = await python.StandardOutput.ReadToEndAsync(Ct);
            await python.WaitForExitAsync(Ct);
            return new(python.ExitCode, printed, await errors);
        }
        finally
        {
            if (!python.HasExited)
            {
                // It ends what it has started.
                using var kill = Process.Start("kill", ["-TERM", $"{python.Id}"]);
                await python.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
