using Scimify.Core.Scim.Dialects;
using Scimify.Core.Scim.Schemas;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Reading;

/// <summary>"primary" is true for at most one value (RFC 7643 section 2.4).</summary>
internal static class PrimaryValue
{
    private const string Name = "primary";

    public static bool Is(ScimValue value) => value is ScimObject complex && complex.GetBoolean(Name) == true;

    public static ScimValue Cleared(ScimValue value) => ((ScimObject)value).With(Name, ScimBoolean.False);

    /// <summary>If one request has several primary values, the last one wins, if the dialect allows it.</summary>
    /// <exception cref="ScimException">400 <c>invalidValue</c>.</exception>
    public static void KeepOne(List<ScimValue> values, ScimAttribute attribute, Dialect dialect, ToleranceLog log)
    {
        if (attribute.Sub(Name) is null)
        {
            return;
        }

        var last = values.FindLastIndex(Is);
        for (var i = 0; i < last; i++)
        {
            if (Is(values[i]))
            {
                if (!dialect.Accepts(VendorQuirks.SecondPrimary, log, $"accepted: several values of \"{attribute.Name}\" were primary; the last one is"))
                {
                    throw ScimException.InvalidValue($"Only one value of \"{attribute.Name}\" can be primary.");
                }

                values[i] = Cleared(values[i]);
            }
        }
    }
}
