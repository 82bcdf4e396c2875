using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Scimify.Portal.Shared.Inputs;

/// <summary>The query string of a list that can be counted (docs/contracts.md, "REST conventions").</summary>
public record PageInput
{
    [Description("From 1.")]
    [Range(1, PageRequest.MaxPage)]
    public int? Page { get; init; }

    [Description("Items in one answer; 50 when left out.")]
    [Range(1, PageRequest.MaxSize)]
    public int? PageSize { get; init; }

    [JsonIgnore]
    public PageRequest Request => new(Page ?? 1, PageSize ?? PageRequest.DefaultSize);
}

/// <summary>The query string of a list that is read onwards from where the answer before ended.</summary>
public record CursorInput
{
    [Description("nextCursor of the answer before.")]
    public string? Cursor { get; init; }

    [Description("Items in one answer; 50 when left out.")]
    [Range(1, PageRequest.MaxSize)]
    public int? PageSize { get; init; }

    [JsonIgnore]
    public CursorRequest Request => new(KeyCursor.Require(Cursor), PageSize ?? PageRequest.DefaultSize);
}
