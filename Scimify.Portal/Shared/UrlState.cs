using Microsoft.AspNetCore.Components;

namespace Scimify.Portal.Shared;

/// <summary>Filters and paging live in the query string.</summary>
public static class UrlState
{
    /// <summary>Sets a filter, or clears it if the value is blank, and returns to the first page.</summary>
    public static void Filter(this NavigationManager navigation, string name, string? value) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
        {
            [name] = string.IsNullOrWhiteSpace(value) ? null : value.Trim(),
            ["page"] = null,
            ["cursor"] = null,
            ["entry"] = null,
        }));

    /// <summary>The present page without any filter.</summary>
    public static string Unfiltered(this NavigationManager navigation) => new Uri(navigation.Uri).AbsolutePath;

    /// <summary>A member of an enumeration; null if the text is empty or names none.</summary>
    public static T? Word<T>(string? text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;
}
