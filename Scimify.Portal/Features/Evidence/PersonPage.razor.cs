using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Erasure;
using Scimify.Core.Requests;
using Scimify.Portal.Shared;
using Scimify.Portal.Shared.Dialogs;

namespace Scimify.Portal.Features.Evidence;

public sealed partial class PersonPage : DataPage<PersonAccess>
{
    private static readonly IReadOnlyList<string> Consequences =
    [
        "A pseudonym takes the place of names, addresses and other values of this person in the logs, the access history and the access reviews. Nobody can undo that.",
        "What happened, and when, stays. The audit log can still be verified.",
        "Evidence packs, exports and backups that were made before keep the names.",
    ];

    private (string Tone, string Text)? _notice;

    [Inject] public required PersonAccessQuery People { get; init; }

    [Inject] public required ErasureService Erasures { get; init; }

    [Inject] public required SignInAgain SignInAgain { get; init; }

    [Inject] public required AppDialogs Dialogs { get; init; }

    [Parameter] public Guid ScimId { get; set; }

    protected override Task<PersonAccess> QueryAsync(Actor actor, CancellationToken ct) => People.RunAsync(actor, ScimId, ct);

    protected override async Task ResumeAsync()
    {
        if (await SignInAgain.TakeAsync<ErasureWork>() is not null && Value is { IsThere: false, IsErased: false } person)
        {
            await EraseAsync(person);
        }
    }

    private async Task EraseAsync(PersonAccess person)
    {
        _notice = null;
        if (!await SignInAgain.IsFreshAsync(FreshAct.ErasePerson, new ErasureWork(ScimId)))
        {
            return;
        }

        var confirmed = await Dialogs.OpenAsync<ConfirmDialog>($"Erase {person.Names[0].Display}?", new Dictionary<string, object?>
        {
            [nameof(ConfirmDialog.Consequences)] = Consequences,
            [nameof(ConfirmDialog.Button)] = "Erase person",
            [nameof(ConfirmDialog.TypedName)] = person.Names[0].Name,
        });
        if (confirmed is not true)
        {
            return;
        }

        try
        {
            var erased = await Erasures.EraseAsync(await Session.ActorAsync(), ScimId, Leaving);
            _notice = ("good", $"Erased. Logs, history and reviews call this person {erased.Pseudonym} now.");
            await ReloadAsync();
        }
        catch (SignInNotFreshException e)
        {
            await SignInAgain.LeadAsync(e.Act, new ErasureWork(ScimId));
        }
        catch (RequestException e)
        {
            _notice = ("bad", e.Message);
        }
    }

    private static string LeadOf(PersonAccess person)
    {
        var now = person.Spans.FirstOrDefault(s => s.Interval is { Kind: AccessKind.Account, UntilAt: null });
        return $"{person.Names[0].Name}, {person.Integration.Name}: {(now is { Interval.Had: true } ? "has access to Looker" : "has no access to Looker")}{(person.IsThere ? "" : ", and is no longer in the directory")}.";
    }
}

/// <summary>Whom somebody was about to erase, while they sign in again.</summary>
internal sealed record ErasureWork(Guid ScimId);
