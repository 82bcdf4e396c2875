using Scimify.Core.Audit;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Checks the entries of one organization in order, and stops at the first that does not match.</summary>
/// <param name="chain">What the database says about the chain.</param>
/// <param name="seal">Null if the database has no key, and so cannot have an entry.</param>
/// <param name="noted">A hash to look for; null for none.</param>
/// <param name="isBeheaded">There are people, each of whom was made with an entry, and the database says nothing about a chain.</param>
/// <param name="now">For what retention may have deleted by now.</param>
internal sealed class AuditWalk(AuditChain chain, AuditSeal? seal, string? noted, bool isBeheaded, DateTimeOffset now)
{
    /// <summary>The shortest time that the settings let entries be kept for.</summary>
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromDays(1);

    private string _hash = chain.ForgottenHash;
    private long _sequence = chain.ForgottenEntries;
    private DateTimeOffset? _last;
    private long _erased;
    private string? _break;
    private bool _hasNoted = noted is { Length: > 0 } && noted == chain.ForgottenHash;

    /// <returns>False if there is no need to go on.</returns>
    public bool Take(AuditEntry entry)
    {
        _break = Misfit(entry);
        if (_break is not null)
        {
            return false;
        }

        _erased += entry.Salt is null ? 1 : 0;
        (_sequence, _hash, _last) = (_sequence + 1, entry.Hash!, entry.At);
        _hasNoted |= _hash == noted;
        return true;
    }

    public AuditChainReport End(string organization)
    {
        _break ??= (chain.Entries - _sequence) switch
        {
            > 0 and var missing => $"after {Last}, {Entries(missing)} at the end",
            < 0 and var more => $"the last {(more == -1 ? "entry was" : $"{-more} entries were")} put in by something other than Scimify",
            _ when _hash != chain.Hash => $"{Last} is not the entry that the chain ended with",
            _ => MisfitOfChain(),
        };
        return new(organization, _sequence - chain.ForgottenEntries, _erased, chain.ForgottenEntries, ForgottenUntil, _last, _hash, _hasNoted, _break);
    }

    private DateTimeOffset? ForgottenUntil => chain.ForgottenEntries == 0
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(chain.ForgottenUntil, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private string Last => _sequence == 0 ? "the beginning" : _sequence == chain.ForgottenEntries ? "what retention deleted" : $"entry {_sequence} of {_last:O}";

    private string? Misfit(AuditEntry entry)
    {
        var name = $"entry {entry.Sequence} ({entry.Action}, {entry.At:yyyy-MM-ddTHH:mm:ss.fffZ}, id {entry.Id})";
        if (entry.Sequence is not { } sequence || entry.Hash is null)
        {
            return $"the entry {entry.Action} of {entry.At:yyyy-MM-ddTHH:mm:ss.fffZ}, id {entry.Id}, has no place in the chain: it was put in or unlinked";
        }

        if (sequence != _sequence + 1)
        {
            return sequence > _sequence + 1
                ? $"before {name}, {Entries(sequence - _sequence - 1)}"
                : $"{name} stands where entry {_sequence + 1} belongs: it was put in or moved";
        }

        if (entry.Hash != seal?.Of(_hash, entry))
        {
            return $"{name} is not what was written: it was changed or replaced";
        }

        var isErased = entry.Salt is null;
        return entry.ErasureSeal == (isErased ? seal!.OfErased(entry) : null) ? null : $"{name} has values in place of erased ones that Scimify did not put there";
    }

    private string? MisfitOfChain() =>
        isBeheaded ? "there are people, and no entry says who made them: the whole log was deleted"
        : chain.Entries > 0 && (seal is null || !AuditChainStatements.IsWhole(chain, seal)) ? "the record of where the log ends, and of what retention deleted, is not what was written"
        : ForgottenUntil > now - ShortestRetention ? $"retention deleted an entry of {ForgottenUntil:O}, which was not old enough"
        : null;

    private static string Entries(long missing) => missing == 1 ? "an entry is missing" : $"{missing} entries are missing";
}
