using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Held;
using Scimify.Core.Requests;
using Scimify.Portal.Shared.Dialogs;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Shared.Held;

/// <summary>Asks a person about held changes in numbers, and carries out what they decide.</summary>
public sealed class HeldDialogs(HeldChangeService changes, AppDialogs dialogs, Toasts toasts)
{
    private const string DecidedMeanwhile = "Somebody else has decided about these in the meantime.";

    /// <summary>Says that what was chosen is no longer there.</summary>
    public void TellDecidedMeanwhile() => toasts.Failed(DecidedMeanwhile);

    /// <summary>Says afterwards how many were decided.</summary>
    /// <param name="each">Whether each change is decided by itself, so that one that cannot be decided keeps no other back.</param>
    /// <returns>False if the person changed their mind, or if nothing is left to decide.</returns>
    /// <exception cref="SignInNotFreshException">The actor signed in too long ago to release.</exception>
    public async Task<bool> DecideAsync(Actor actor, IntegrationView integration, IReadOnlyList<HeldChoice> chosen, bool release, bool each, CancellationToken ct)
    {
        if (chosen.Count == 0)
        {
            TellDecidedMeanwhile();
            return false;
        }

        var (verb, participle) = release ? ("Release", "released") : ("Reject", "rejected");
        var consequences = release ? HeldWords.Release(chosen, integration) : HeldWords.Reject(chosen);
        if (!await ConfirmedAsync(verb, chosen.Count, consequences))
        {
            return false;
        }

        Func<Actor, IntegrationView, IReadOnlyCollection<Guid>?, CancellationToken, Task<HeldDecided>> decide = release ? changes.ReleaseAsync : changes.RejectAsync;
        var outcome = each
            ? await BulkOutcome.RunAsync(chosen.Select(choice => choice.Id), DecideOneAsync)
            : new BulkOutcome((await decide(actor, integration, [.. chosen.Select(choice => choice.Id)], ct)).Count, []);
        outcome.Tell(toasts, count => $"{Times.Count(count, "held change")} {(count == 1 ? "was" : "were")} {participle}.");
        return true;

        async Task DecideOneAsync(Guid id)
        {
            if ((await decide(actor, integration, [id], ct)).Count == 0)
            {
                throw new NotFoundException(DecidedMeanwhile);
            }
        }
    }

    private async Task<bool> ConfirmedAsync(string verb, int count, IReadOnlyList<string> consequences) =>
        await dialogs.OpenAsync<ConfirmDialog>($"{verb} {Times.Count(count, "held change")}?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = consequences,
            [nameof(ConfirmDialog.Button)] = $"{verb} {Times.Count(count, "held change")}",
            [nameof(ConfirmDialog.TypedName)] = ConfirmDialog.NumberToType(count),
        }) is true;
}

/// <summary>What was to be released, while its person signs in again.</summary>
/// <param name="Selected">None for everything that the filter of the address lets through.</param>
internal sealed record HeldWork(Guid[] Selected);
