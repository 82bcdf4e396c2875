using Scimify.Core.Audit;
using Scimify.Core.Persistence.Audit;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Model;

/// <summary>
/// The access history beside the rows that it tells of: what is open agrees with them after each step, and in the end every
/// earlier moment is still told as it was.
/// </summary>
internal sealed class AccessTrace(ProductWorld product)
{
    private readonly List<(DateTimeOffset At, Dictionary<AccessPart, (bool Asked, bool Had)> State)> _moments = [];

    public async Task NoteAsync(StoredRows rows)
    {
        var (intervals, byHand) = await product.AccessAsync();
        if (AccessCheck.Differences(rows.Users.Select(u => u.Row), rows.Memberships, intervals, byHand).FirstOrDefault() is { } difference)
        {
            throw new DisagreementException(difference);
        }

        _moments.Add((product.Clock.GetUtcNow(), At(intervals, product.Clock.GetUtcNow())));

        // What comes next must not be told of the moment that was just noted.
        product.Clock.Advance(TimeSpan.FromMilliseconds(1));
    }

    public async Task RequireAsync()
    {
        var (intervals, _) = await product.AccessAsync();
        foreach (var (at, state) in _moments)
        {
            var told = At(intervals, at);
            if (told.Count != state.Count || state.FirstOrDefault(s => told.GetValueOrDefault(s.Key) != s.Value) is { Key.UserKey: > 0 })
            {
                throw new DisagreementException($"the access history says of {at:O}\n{Text(told)}\nand it was\n{Text(state)}");
            }
        }
    }

    private static Dictionary<AccessPart, (bool Asked, bool Had)> At(IEnumerable<AccessInterval> intervals, DateTimeOffset at) =>
        intervals.Where(i => i.FromAt <= at && (i.UntilAt is null || i.UntilAt > at)).ToDictionary(AccessCheck.PartOf, i => (i.Asked, i.Had));

    private static string Text(Dictionary<AccessPart, (bool Asked, bool Had)> state) => string.Join('\n', state.Select(s => $"{s.Key}: {s.Value}").Order());
}
