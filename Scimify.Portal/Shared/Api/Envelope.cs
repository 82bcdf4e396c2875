using System.Text.Json.Serialization;

namespace Scimify.Portal.Shared.Api;

/// <summary>The form of every successful answer (docs/contracts.md, "REST conventions").</summary>
public sealed record Envelope<T>(T Results)
{
    /// <summary>Always <c>ok</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string Status => "ok";
}

/// <summary>The results of an action without results: <c>{}</c>.</summary>
public sealed record Nothing;
