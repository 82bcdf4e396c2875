using System.Diagnostics;

namespace Scimify.Core.Looker;

/// <summary>The result of "Test connection".</summary>
/// <param name="Ok">Whether nothing prevents provisioning. A slow Looker does not.</param>
/// <param name="LatencyMs">The duration of one small call; 0 if none succeeded.</param>
/// <param name="Edition"><c>looker</c>, <c>google-cloud-core</c>, or null if unknown.</param>
public sealed record LookerTestResult(
    bool Ok, int LatencyMs, string? LookerVersion, string? Edition, LookerApiUser? ApiUser, bool IsAdmin, IReadOnlyList<LookerProblem> Problems)
{
    /// <summary>How many seconds Looker's clock is ahead of this server's, by the header Date, which has whole seconds; negative if it is behind, and null if no answer came.</summary>
    public double? ClockOffsetSeconds { get; init; }
}

/// <summary>The user who owns the API key. Never disable, delete or demote them.</summary>
public sealed record LookerApiUser(string Id, string Name);

/// <param name="Code">One of: unreachable, nameNotFound, addressRefused, tlsFailed, timeout, connectionLost, rateLimited, serverError, notLooker,
/// credentialsRejected, apiUserDisabled, notAdmin, googleCloudCore, slow, refused.</param>
/// <param name="Message">Tells a person what is wrong and what to do.</param>
public sealed record LookerProblem(string Code, string Message);

public sealed partial class LookerClient
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>Signs in again and checks what Looker allows, in five or six calls. Nothing that Looker does makes it throw.</summary>
    public async Task<LookerTestResult> TestAsync(CancellationToken ct)
    {
        var test = new TestRun();
        try
        {
            _transport.Session.Drop();
            await RunTestAsync(test, ct);
        }
        catch (LookerException e)
        {
            test.Problems.Add(ProblemOf(e));
        }

        return test.Result() with { ClockOffsetSeconds = _transport.ClockOffset?.TotalSeconds };
    }

    private async Task RunTestAsync(TestRun test, CancellationToken ct)
    {
        await _transport.Session.GetAsync(ct);
        var started = _transport.Clock.GetTimestamp();
        var me = await GetMeAsync(ct);
        test.Latency = _transport.Clock.GetElapsedTime(started);
        test.ApiUser = new LookerApiUser(me.Id, me.DisplayName ?? me.Email ?? $"User {me.Id}");
        var versions = await GetVersionsAsync(ct);
        test.Version = versions.Release;
        if (me.IsDisabled)
        {
            test.Add("apiUserDisabled", "The user who owns the API key is disabled in Looker. Enable the user, or create a key for another administrator.");
        }

        test.IsAdmin = await IsAdminAsync(me, ct);
        if (!test.IsAdmin)
        {
            test.Add("notAdmin", "The user who owns the API key does not have the Admin role in Looker. Only an administrator's key can manage users and groups.");
        }

        test.Edition = await EditionAsync(test.IsAdmin, ct);
        if (test.Edition == "google-cloud-core")
        {
            test.Add("googleCloudCore", "This is Looker (Google Cloud core), whose API cannot create users. An account is created when the person first signs in through your identity provider.");
        }

        if (test.Latency > Slow)
        {
            test.Add("slow", $"Looker is slow: one small call took {test.Latency.TotalSeconds:0.0} s.");
        }
    }

    private async Task<bool> IsAdminAsync(LookerUser me, CancellationToken ct)
    {
        try
        {
            var admin = (await ListRolesAsync(ct)).Where(r => r.IsAdmin).Select(r => r.Id).ToHashSet();
            if (me.RoleIds.Any(admin.Contains))
            {
                return true;
            }

            // The role may come from a group, which role_ids may not show. Only administrators can read this document.
            using var saml = await GetSamlConfigAsync(ct);
            return true;
        }
        catch (LookerException e) when (e is LookerNotFoundException or LookerRejectedException { Status: 403 })
        {
            return false;
        }
    }

    /// <summary>Google Cloud core has no e-mail credentials, and forbids even looking for them.</summary>
    private async Task<string?> EditionAsync(bool isAdmin, CancellationToken ct)
    {
        if (Connection.BaseUrl.Host.EndsWith(".looker.app", StringComparison.OrdinalIgnoreCase))
        {
            return "google-cloud-core";
        }

        try
        {
            await ListAsync(new LookerRequest(LookerOperations.SearchCredentialsEmail).With("limit", "1").With("fields", "user_id"), _ => true, ct);
            return "looker";
        }
        catch (LookerException e) when (e is LookerNotFoundException or LookerRejectedException { Status: 403 })
        {
            // Every edition refuses an ordinary user.
            return isAdmin ? "google-cloud-core" : null;
        }
    }

    private static LookerProblem ProblemOf(LookerException e) => e switch
    {
        LookerCredentialsRejectedException => new("credentialsRejected",
            "Looker did not accept the API client ID and secret. Copy both again from Admin > Users > Edit > API keys."),
        LookerNotFoundException => new("notLooker", "There is no Looker API 4.0 at this address. Enter the address of the API, which is usually that of the instance, and on older instances has :19999."),
        LookerRejectedException => new("refused", e.Message),
        LookerUnavailableException unavailable => new(CodeOf(unavailable.Failure), unavailable.Message),
        _ => throw new UnreachableException(),
    };

    private static string CodeOf(LookerFailure failure) => failure switch
    {
        LookerFailure.Unreachable => "unreachable",
        LookerFailure.NameNotFound => "nameNotFound",
        LookerFailure.AddressRefused => "addressRefused",
        LookerFailure.TlsFailed => "tlsFailed",
        LookerFailure.TimedOut => "timeout",
        LookerFailure.ConnectionLost => "connectionLost",
        LookerFailure.RateLimited => "rateLimited",
        LookerFailure.ServerError => "serverError",
        LookerFailure.NotLooker => "notLooker",
        _ => throw new UnreachableException(),
    };

    private sealed class TestRun
    {
        public List<LookerProblem> Problems { get; } = [];

        public TimeSpan Latency { get; set; }

        public string? Version { get; set; }

        public string? Edition { get; set; }

        public LookerApiUser? ApiUser { get; set; }

        public bool IsAdmin { get; set; }

        public void Add(string code, string message) => Problems.Add(new LookerProblem(code, message));

        public LookerTestResult Result() =>
            new(Problems.TrueForAll(p => p.Code == "slow"), (int)Math.Ceiling(Latency.TotalMilliseconds), Version, Edition, ApiUser, IsAdmin, Problems);
    }
}
