namespace Scimify.Portal.Shared;

/// <summary>The one form in which ids are read: 8-4-4-4-12 hex digits.</summary>
internal static class Uuids
{
    public static bool TryParse(string? text, out Guid id) => Guid.TryParseExact(text, "D", out id);
}
