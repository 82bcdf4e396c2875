using Scimify.Core.Audit;
using Scimify.Core.Looker;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>Collects the calls of one attempt, to be written down with the state that they change.</summary>
internal sealed class EffectRecorder(SyncClaim claim) : ILookerCallObserver
{
    private readonly Lock _gate = new();
    private List<LookerEffect> _effects = [];

    /// <summary>A call may have taken effect, or may still, that nothing is known of.</summary>
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
        }
    }

    /// <summary>Something was looked for that may come later.</summary>
    public void ExpectLate() => HasUnanswered = true;

    /// <summary>What has not been written down yet.</summary>
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
