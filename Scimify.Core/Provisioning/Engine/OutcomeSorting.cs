using Scimify.Core.Integrations;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Turns Looker's failures into outcomes.</summary>
internal static class OutcomeSorting
{
    public static SyncOutcome Of(LookerException failure) => failure switch
    {
        LookerUnavailableException away => new SyncOutcome.Retry(away.RetryAfter, ConcernsAll(away), away.Message),
        LookerCredentialsRejectedException rejected => new SyncOutcome.CredentialsRejected(rejected.Message),
        LookerRejectedException rejected => new SyncOutcome.Refused(RefusalOf(rejected)),
        LookerNotSentException => new SyncOutcome.HandedBack(failure.Message),
        _ => new SyncOutcome.Retry(null, false, failure.Message),
    };

    public static Refusal RefusalOf(LookerRejectedException rejected)
    {
        var words = rejected.LookerMessage.Length > 0 ? rejected.LookerMessage : rejected.Message;
        var code = LookerTrouble.CodeOf(rejected);
        return rejected switch
        {
            { Status: 403 } => new(403, null, code, $"Looker refused: {words}"),
            { AlreadyExists: true } => new(409, "uniqueness", code, $"Looker refused: {words}"),
            _ => new(400, "invalidValue", code, $"Looker refused: {words}"),
        };
    }

    /// <summary>A 500 may be due to the row. The others say that Looker, or what it is behind, cannot work.</summary>
    private static bool ConcernsAll(LookerUnavailableException away) => away.Status is 502 or 503 or 504 || away.Failure is LookerFailure.Unreachable or LookerFailure.NameNotFound
        or LookerFailure.TlsFailed or LookerFailure.AddressRefused or LookerFailure.RateLimited or LookerFailure.NotLooker;
}
