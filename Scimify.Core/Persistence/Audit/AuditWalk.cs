using Scimify.Core.Audit;

namespace Scimify.Core.Persistence.Audit;

/// <summary>Checks the entries of one organization in order, and stops at the first that does not match.</summary>
internal sealed class AuditWalk(AuditChain chain, string? noted)
{
    private string _hash = chain.ForgottenHash;
    private long _sequence = chain.ForgottenEntries;
    private long _unchained;
    private DateTimeOffset? _last;
    private string? _break;
    private bool _hasNoted = noted is { Length: > 0 } && noted == chain.ForgottenHash;

    /// <returns>False if there is no need to go on.</returns>
    public bool Take(AuditEntry entry)
    {
        if (entry.Sequence is null && entry.Hash is null && _sequence == 0)
        {
            _unchained++;
            return true;
        }

        _break = Misfit(entry);
        if (_break is not null)
        {
            return false;
        }

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
            _ => null,
        };
        return new(organization, _sequence - chain.ForgottenEntries, _unchained, chain.ForgottenEntries, _last, _hash, _hasNoted, _break);
    }

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

        return entry.Hash == AuditChain.HashOf(_hash, entry) ? null : $"{name} is not what was written: it was changed or replaced";
    }

    private static string Entries(long missing) => missing == 1 ? "an entry is missing" : $"{missing} entries are missing";
}
