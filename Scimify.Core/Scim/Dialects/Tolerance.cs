namespace Scimify.Core.Scim.Dialects;

/// <summary>Something that was accepted although it is wrong, or left out as the RFC demands.</summary>
/// <param name="Code">The code of the <see cref="VendorQuirk"/>.</param>
/// <param name="Message">For a person, such as "accepted: op was 'Replace'". Names attributes and unknown members, never other values.</param>
public sealed record Tolerance(string Code, string Message);

/// <summary>What one request was forgiven. Each thing is noted once, up to <see cref="Limit"/> things.</summary>
public sealed class ToleranceLog
{
    public const int Limit = 50;

    private readonly List<Tolerance> _entries = [];
    private readonly HashSet<(VendorQuirk, string)> _seen = [];

    public IReadOnlyList<Tolerance> Entries => _entries;

    public void Note(VendorQuirk quirk, string detail)
    {
        if (_entries.Count < Limit && _seen.Add((quirk, detail)))
        {
            _entries.Add(new Tolerance(quirk.Code, detail));
        }
    }
}
