using Scimify.Core.Audit;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Collects the calls of one attempt, to be recorded together with the state that they change.</summary>
internal sealed class EffectRecorder(SyncClaim claim, LookerCallCounter calls) : ILookerCallObserver
{
    private readonly Lock _gate = new();
    private List<LookerEffect> _effects = [];

    /// <summary>Whether an unanswered call may have taken effect, or still may.</summary>
    public bool HasUnanswered { get; private set; } = claim.Lease.IsAfterCrash;

    /// <summary>Looker gave a good answer to one of the calls.</summary>
    public bool HasAnswer { get; private set; }

    public void OnCall(LookerCall call)
    {
        var (resourceType, scimId, name) = claim.Subject;
        var effect = new LookerEffect
        {
            OrganizationKey = claim.Columns.OrganizationKey,
            IntegrationKey = claim.Columns.IntegrationKey,
            At = call.At,
            DurationMs = call.Duration.TotalMilliseconds,
            RequestId = claim.Columns.RequestId,
            ResourceType = resourceType,
            ScimId = scimId,
            Name = name,
            Operation = call.Operation,
            Request = $"{call.Method} {Path(call)}",
            Status = call.Status,
            Attempt = claim.Columns.Attempts + call.Attempt,
            Detail = call.Failure?.ToString(),
        };
        lock (_gate)
        {
            HasUnanswered |= call.MayHaveHappened;
            HasAnswer |= call.Failure is null;
            _effects.Add(effect);
            calls.Hold(claim.Columns.IntegrationKey, call);
        }
    }

    /// <summary>Notes that something was looked for that may still appear.</summary>
    public void ExpectLate() => HasUnanswered = true;

    /// <summary>What has not been recorded yet.</summary>
    public IReadOnlyList<LookerEffect> Take()
    {
        lock (_gate)
        {
            var taken = _effects;
            _effects = [];
            return taken;
        }
    }

    private static string Path(LookerCall call) =>
        call.LookerIds.Aggregate(call.PathTemplate, (path, id) => path.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));
}
