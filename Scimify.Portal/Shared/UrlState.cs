using Microsoft.AspNetCore.Components;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Shared;

/// <summary>Filters and paging live in the query string.</summary>
public static class UrlState
{
    /// <summary>Sets a filter, or clears it if the value is blank, and returns to the first page.</summary>
    public static void Filter(this NavigationManager navigation, string name, string? value) =>
        navigation.NavigateTo(navigation.FromTheStart(name, string.IsNullOrWhiteSpace(value) ? null : value.Trim()));

    /// <summary>The present list in another order, from its start.</summary>
    public static string Sorted(this NavigationManager navigation, TableSort sort) => navigation.FromTheStart("sort", sort.ToString());

    /// <summary>The present page without any filter.</summary>
    public static string Unfiltered(this NavigationManager navigation) => new Uri(navigation.Uri).AbsolutePath;

    private static string FromTheStart(this NavigationManager navigation, string name, string? value) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["page"] = null,
        ["cursor"] = null,
        ["after"] = null,
        ["before"] = null,
        ["entry"] = null,
        [name] = value,
    });

    /// <summary>A member of an enumeration; null if the text is empty or names none.</summary>
    public static T? Word<T>(string? text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;
}
