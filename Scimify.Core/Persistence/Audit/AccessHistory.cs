using Scimify.Core.Audit;
using Scimify.Core.Persistence.Database;

namespace Scimify.Core.Persistence.Audit;

/// <summary>
/// Collects what the items of a batch change about access, and writes it as intervals before the commit, with a few statements for
/// the whole batch. Applying the same change twice writes nothing.
/// </summary>
internal sealed class AccessHistory
{
    private readonly List<AccessChange> _changes = [];
    private readonly List<AccessChange> _ofItem = [];

    public void Note(AccessChange change) => _ofItem.Add(change);

    public void BeginBatch() => _changes.Clear();

    public void BeginItem() => _ofItem.Clear();

    /// <summary>The item has succeeded.</summary>
    public void KeepItem() => _changes.AddRange(_ofItem);

    public void Write(WriteSession session, DateTimeOffset now)
    {
        if (_changes.Count == 0)
        {
            return;
        }

        var (parts, details) = (new List<AccessChange.Part>(), new List<AccessChange.Detail>());
        foreach (var change in _changes)
        {
            if (change is AccessChange.Part part)
            {
                parts.Add(part);
            }
            else if (change is AccessChange.Detail detail)
            {
                details.Add(detail);
            }
            else if (change is AccessChange.Ended ended)
            {
                WriteParts(session, parts, now);
                WriteDetails(session, details, now);
                AccessStatements.End(session, ended, now);
                AccessDetailStatements.End(session, ended, now);
            }
        }

        WriteParts(session, parts, now);
        WriteDetails(session, details, now);
        AccessStatements.Rename(session, [.. _changes.OfType<AccessChange.Named>().Select(n => n.Name).GroupBy(n => (n.IsGroup, n.SubjectKey)).Select(n => n.Last())], now);
        _changes.Clear();
    }

    private static void WriteParts(WriteSession session, List<AccessChange.Part> changes, DateTimeOffset now)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var before = AccessStatements.Open(session, changes.Select(c => c.Of).ToHashSet());
        var after = new Dictionary<AccessPart, AccessInterval>();
        foreach (var change in changes)
        {
            if (Next(after.GetValueOrDefault(change.Of) ?? before.GetValueOrDefault(change.Of), change, now) is { } next)
            {
                after[change.Of] = next;
            }
        }

        AccessStatements.Replace(session, [.. after.Where(a => IsNews(before.GetValueOrDefault(a.Key), a.Value)).Select(a => a.Value)], now);
        changes.Clear();
    }

    private static bool IsNews(AccessInterval? before, AccessInterval after) => (before?.Asked ?? false, before?.Had ?? false) != (after.Asked, after.Had);

    /// <returns>Null if nothing is different.</returns>
    private static AccessInterval? Next(AccessInterval? open, AccessChange.Part change, DateTimeOffset now)
    {
        var (asked, had) = (open?.Asked ?? false, open?.Had ?? false);
        var (asks, has) = (change.Asked ?? asked, change.Had ?? had);
        return (asks, has) == (asked, had)
            ? null
            : new AccessInterval
            {
                UserKey = change.Of.UserKey,
                Kind = change.Of.Kind,
                GroupKey = change.Of.GroupKey,
                FromAt = open?.FromAt > now ? open.FromAt : now,
                OrganizationKey = open?.OrganizationKey ?? change.OrganizationKey,
                IntegrationKey = open?.IntegrationKey ?? change.IntegrationKey,
                Asked = asks,
                Had = has,
                Source = has == had && open is not null ? open.Source : change.Source,
                RequestId = change.RequestId,
            };
    }

    private static void WriteDetails(WriteSession session, List<AccessChange.Detail> changes, DateTimeOffset now)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var before = AccessDetailStatements.Open(session, changes.Select(c => c.Of).ToHashSet());
        var after = new Dictionary<DetailPart, AccessDetail>();
        foreach (var change in changes)
        {
            if (Next(after.GetValueOrDefault(change.Of) ?? before.GetValueOrDefault(change.Of), change, now) is { } next)
            {
                after[change.Of] = next;
            }
        }

        AccessDetailStatements.Replace(session, [.. after.Where(a => IsNews(before.GetValueOrDefault(a.Key), a.Value)).Select(a => a.Value)], now);
        changes.Clear();
    }

    private static bool IsNews(AccessDetail? before, AccessDetail after) => (before?.Asked, before?.Had) != (after.Asked, after.Had);

    /// <returns>Null if nothing is different.</returns>
    private static AccessDetail? Next(AccessDetail? open, AccessChange.Detail change, DateTimeOffset now)
    {
        var (asks, has) = (change.Asked is { } asked ? asked.Text : open?.Asked, change.Had is { } had ? had.Text : open?.Had);
        return (asks, has) == (open?.Asked, open?.Had)
            ? null
            : new AccessDetail
            {
                Kind = change.Of.Kind,
                SubjectKey = change.Of.SubjectKey,
                LookerId = change.Of.LookerId,
                FromAt = open?.FromAt > now ? open.FromAt : now,
                OrganizationKey = open?.OrganizationKey ?? change.OrganizationKey,
                IntegrationKey = open?.IntegrationKey ?? change.IntegrationKey,
                Name = change.Name,
                Asked = asks,
                Had = has,
                Source = has == open?.Had && open is not null ? open.Source : change.Source,
                RequestId = change.RequestId,
            };
    }
}
