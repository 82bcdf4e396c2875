using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>The query string of a list with a total (docs/contracts.md, "REST conventions").</summary>
public record PageInput
{
    [Description("From 1.")]
    [Range(1, PageRequest.MaxPage)]
    public int? Page { get; init; }

    [Description("Items in one answer. Default: 50.")]
    [Range(1, PageRequest.MaxSize)]
    public int? PageSize { get; init; }

    [JsonIgnore]
    public PageRequest Request => new(Page ?? 1, PageSize ?? PageRequest.DefaultSize);
}

/// <summary>The query string of a list that continues where the previous answer ended.</summary>
public record CursorInput
{
    [Description("The nextCursor of the previous answer.")]
    public string? Cursor { get; init; }

    [Description("Items in one answer. Default: 50.")]
    [Range(1, PageRequest.MaxSize)]
    public int? PageSize { get; init; }

    [JsonIgnore]
    public CursorRequest Request => new(KeyCursor.Require(Cursor), PageSize ?? PageRequest.DefaultSize);
}
