using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.Provisioning.Reconcilers;

namespace Scimify.Core.Provisioning.Engine;

/// <summary>What every reconciler needs.</summary>
internal sealed record SyncAttempt(
    LookerClient Looker,
    ISyncStore Store,
    Integration Integration,
    ProtectedAccounts Protected,
    AccountSearch Accounts,
    EffectRecorder Effects);

/// <summary>The lease was lost half-way: another node continues with the row.</summary>
internal sealed class LeaseLostException() : Exception("The lease on the row is lost.");
