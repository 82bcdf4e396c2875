using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Shared;

/// <summary>Filters and paging live in the query string.</summary>
public static class UrlState
{
    /// <summary>What says where in a list somebody is.</summary>
    private static readonly string[] Places = ["page", "cursor", "after", "before", "entry"];

    /// <summary>Sets a filter, or clears it if the value is blank, and returns to the first page.</summary>
    public static void Filter(this NavigationManager navigation, string name, string? value) =>
        navigation.NavigateTo(navigation.FromTheStart(name, string.IsNullOrWhiteSpace(value) ? null : value.Trim()));

    /// <summary>The present list in another order, from its start.</summary>
    public static string Sorted(this NavigationManager navigation, TableSort sort) => navigation.FromTheStart("sort", sort.ToString());

    /// <summary>The present page without any filter.</summary>
    public static string Unfiltered(this NavigationManager navigation) => new Uri(navigation.Uri).AbsolutePath;

    /// <summary>Filters and order of the present list, without the place in it: one text for one view. Empty without any.</summary>
    public static string ViewQuery(this NavigationManager navigation) => string.Join('&', QueryHelpers.ParseQuery(new Uri(navigation.Uri).Query)
        .Where(part => !Places.Contains(part.Key))
        .OrderBy(part => part.Key, StringComparer.Ordinal)
        .SelectMany(part => part.Value.Select(value => $"{Uri.EscapeDataString(part.Key)}={Uri.EscapeDataString(value ?? "")}")));

    private static string FromTheStart(this NavigationManager navigation, string name, string? value) =>
        navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(Places.Select(place => KeyValuePair.Create(place, (object?)null))) { [name] = value });

    /// <summary>A member of an enumeration; null if the text is empty or names none.</summary>
    public static T? Word<T>(string? text)
        where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null;
}
