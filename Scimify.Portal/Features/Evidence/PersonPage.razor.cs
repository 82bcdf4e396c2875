using Microsoft.AspNetCore.Components;
using Scimify.Core.Audit;
using Scimify.Core.People;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Evidence;

public sealed partial class PersonPage : DataPage<PersonAccess>
{
    [Inject] public required PersonAccessQuery People { get; init; }

    [Parameter] public Guid ScimId { get; set; }

    protected override Task<PersonAccess> QueryAsync(Actor actor, CancellationToken ct) => People.RunAsync(actor, ScimId, ct);

    private static string LeadOf(PersonAccess person)
    {
        var now = person.Spans.FirstOrDefault(s => s.Interval is { Kind: AccessKind.Account, UntilAt: null });
        return $"{person.Names[0].Name}, {person.Integration.Name}: {(now is { Interval.Had: true } ? "has access to Looker" : "has no access to Looker")}{(person.IsThere ? "" : ", and is no longer in the directory")}.";
    }
}
