namespace Scimify.Core.Scim.Dialects;

/// <summary>Which deviations from the RFCs are accepted.</summary>
public sealed class Dialect
{
    /// <summary>Accepts everything in <see cref="VendorQuirks"/>. The default.</summary>
    public static readonly Dialect Tolerant = new("tolerant", VendorQuirks.All.Concat(VendorQuirks.OfDirectory));

    /// <summary>Accepts only what the RFCs allow.</summary>
    public static readonly Dialect Strict = new("strict", []);

    private readonly HashSet<VendorQuirk> _accepted;

    private Dialect(string name, IEnumerable<VendorQuirk> accepted)
    {
        Name = name;
        _accepted = [.. accepted];
    }

    public string Name { get; }

    public bool Accepts(VendorQuirk quirk) => _accepted.Contains(quirk);

    public Dialect Without(VendorQuirk quirk) => new($"{Name}-{quirk.Code}", _accepted.Where(other => other != quirk));

    /// <summary>Whether the quirk is accepted. If so, its use is noted.</summary>
    internal bool Accepts(VendorQuirk quirk, ToleranceLog log, string detail)
    {
        var accepted = Accepts(quirk);
        if (accepted)
        {
            log.Note(quirk, detail);
        }

        return accepted;
    }
}
