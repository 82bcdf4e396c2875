using System.Text.Json.Serialization;

namespace Scimify.Portal.Shared.Api;

/// <summary>Every successful answer (docs/contracts.md, "REST conventions").</summary>
public sealed record Envelope<T>(T Results)
{
    /// <summary>Always <c>ok</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Status => "ok";
}

/// <summary>Results of an action that has nothing to tell: <c>{}</c>.</summary>
public sealed record Nothing;

/// <summary>One page of a list that can be counted.</summary>
/// <param name="Page">From 1.</param>
/// <param name="Total">Items on all pages.</param>
public sealed record ResultPage<T>(IReadOnlyList<T> Items, int Page, int PageSize, long Total);

/// <summary>A part of a log, newest first.</summary>
/// <param name="NextCursor">Give it as <c>cursor</c> for the entries before these; null: there are none.</param>
public sealed record LogPage<T>(IReadOnlyList<T> Items, string? NextCursor);
