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
