namespace Scimify.Core.Scim.Dialects;

/// <summary>Which deviations from the RFCs are accepted.</summary>
public sealed class Dialect
{
    /// <summary>Accepts everything in <see cref="VendorQuirks"/>. The default.</summary>
    public static readonly Dialect Tolerant = new("tolerant", VendorQuirks.All.Concat(VendorQuirks.OfDirectory).Concat(VendorQuirks.OutsideInterop));

    /// <summary>Accepts only what the RFCs allow.</summary>
    public static readonly Dialect Strict = new("strict", VendorQuirks.OutsideInterop);

    /// <summary>Accepts only what the interoperability profile allows.</summary>
    public static readonly Dialect Interop = new("interop", []);

    private readonly HashSet<VendorQuirk> _accepted;

    private Dialect(string name, IEnumerable<VendorQuirk> accepted)
    {
        Name = name;
        _accepted = [.. accepted];
    }

    public string Name { get; }

    public static Dialect Of(ScimProfile profile) => profile switch
    {
        ScimProfile.Tolerant => Tolerant,
        ScimProfile.Strict => Strict,
        _ => Interop,
    };

    public bool Accepts(VendorQuirk quirk) => _accepted.Contains(quirk);

    /// <summary>The refusal of an attribute or a schema that is not published: the RFCs' own, or what the interoperability profile wants for all of them.</summary>
    internal ScimException Unknown(string detail, Func<string, ScimException> standard) =>
        Accepts(VendorQuirks.UnknownAsPath) ? standard(detail) : ScimException.InvalidSyntax(detail);

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
