using System.Text;
using Scimify.Core.Scim;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Directory;

/// <summary>
/// Text in an index. PostgreSQL limits index rows to a third of a page (some 2,700 bytes). Both databases have the same limit,
/// so that a directory can move.
/// </summary>
internal static class IndexedText
{
    public const int MaxBytes = 2000;

    /// <returns>The text.</returns>
    /// <exception cref="ScimException">400 <c>invalidValue</c>.</exception>
    public static string Require(string attribute, string text) => Encoding.UTF8.GetByteCount(text) <= MaxBytes
        ? text
        : throw ScimException.InvalidValue($"\"{attribute}\" must not be longer than {MaxBytes} bytes.");

    /// <summary>The normalised form for searching.</summary>
    /// <inheritdoc cref="Require"/>
    public static string Normalise(string attribute, string text) => Require(attribute, ScimText.Normalise(Require(attribute, text)));
}
