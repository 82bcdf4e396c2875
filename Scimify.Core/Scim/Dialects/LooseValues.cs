using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Dialects;

/// <summary>Values in another JSON type than their attribute has, where only one value can be meant.</summary>
internal static class LooseValues
{
    /// <returns>Null if the value says neither true nor false.</returns>
    public static (ScimBoolean Value, VendorQuirk Quirk)? Boolean(ScimValue value)
    {
        var text = Text(value);
        if (bool.TryParse(text, out var read))
        {
            return (ScimBoolean.Of(read), VendorQuirks.StringBoolean);
        }

        return text?.Trim() switch
        {
            "1" => (ScimBoolean.Of(true), VendorQuirks.DigitBoolean),
            "0" => (ScimBoolean.Of(false), VendorQuirks.DigitBoolean),
            _ => null,
        };
    }

    /// <summary>A text as it is, and a number with the digits that the client wrote; null for everything else.</summary>
    public static string? Text(ScimValue value) => value switch
    {
        ScimString text => text.Value,
        ScimNumber number => number.Literal,
        _ => null,
    };
}
