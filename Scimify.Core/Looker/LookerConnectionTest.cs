using System.Diagnostics;

namespace Scimify.Core.Looker;

/// <summary>What "Test connection" found.</summary>
/// <param name="Ok">Nothing stands in the way of provisioning; a slow Looker does not.</param>
/// <param name="LatencyMs">Of one small call; 0 when none succeeded.</param>
/// <param name="Edition"><c>looker</c>, <c>google-cloud-core</c>, or null when it is not known.</param>
public sealed record LookerTestResult(
    bool Ok, int LatencyMs, string? LookerVersion, string? Edition, LookerApiUser? ApiUser, bool IsAdmin, IReadOnlyList<LookerProblem> Problems);

/// <summary>The user whose API key is used. Never to be disabled, deleted or demoted.</summary>
public sealed record LookerApiUser(string Id, string Name);

/// <param name="Code">One of: unreachable, nameNotFound, addressRefused, tlsFailed, timeout, connectionLost, rateLimited, serverError, notLooker,
/// credentialsRejected, apiUserDisabled, notAdmin, googleCloudCore, slow, refused.</param>
/// <param name="Message">Says what is wrong and what to do, for a person.</param>
public sealed record LookerProblem(string Code, string Message);

public sealed partial class LookerClient
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>Signs in anew and looks at what Looker allows, in five or six calls. Throws for nothing that Looker does.</summary>
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

        return test.Result();
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
            test.Add("apiUserDisabled", "The user to whom the API key belongs is disabled in Looker. Enable the user, or make a key for another administrator.");
        }

        test.IsAdmin = await IsAdminAsync(me, ct);
        if (!test.IsAdmin)
        {
            test.Add("notAdmin", "The user to whom the API key belongs has no Admin role in Looker. Users and groups can be managed with an administrator's key only.");
        }

        test.Edition = await EditionAsync(test.IsAdmin, ct);
        if (test.Edition == "google-cloud-core")
        {
            test.Add("googleCloudCore", "This is Looker (Google Cloud core), in which users cannot be created through the API: their accounts come into being at the first sign-in through your identity provider.");
        }

        if (test.Latency > Slow)
        {
            test.Add("slow", $"Looker answers slowly: {test.Latency.TotalSeconds:0.0} s for one small call.");
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

            // The role may come through a group, which role_ids need not tell; this document is shown to administrators only.
            using var saml = await GetSamlConfigAsync(ct);
            return true;
        }
        catch (LookerException e) when (e is LookerNotFoundException or LookerRejectedException { Status: 403 })
        {
            return false;
        }
    }

    /// <summary>Google Cloud core has no e-mail credentials and forbids even to look for them.</summary>
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
            // An ordinary user is refused by every edition.
            return isAdmin ? "google-cloud-core" : null;
        }
    }

    private static LookerProblem ProblemOf(LookerException e) => e switch
    {
        LookerCredentialsRejectedException => new("credentialsRejected",
            "Looker did not accept the API client ID and secret. Copy both again from Admin > Users > Edit > API keys."),
        LookerNotFoundException => new("notLooker", "There is no Looker API 4.0 at this address. Expected the address of the API: usually that of the instance, for older ones with :19999."),
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
