using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Scimify.Core.Primitives;
using Scimify.Core.Streams;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.Features.Webhooks.Streams;

/// <summary>A new log stream to a webhook.</summary>
public sealed record CreateLogStreamInput
{
    [Description("The https address that batches are posted to.")]
    [Required]
    [Example("https://collector.example.com/scimify")]
    public string? Url { get; init; }

    [Description("ocsf, or ecs for the Elastic Common Schema. Without it: ocsf.")]
    public LogStreamFormat? Format { get; init; }

    [Description("Which logs it has. Without it: both.")]
    [Words(typeof(LogStreamWords), nameof(LogStreamWords.Logs))]
    [JsonExample("""["provisioning","audit"]""")]
    public IReadOnlyList<string>? Logs { get; init; }

    [Description("now, or beginning for everything that the logs have. Without it: now.")]
    public LogStreamStart? From { get; init; }

    public NewLogStream ToStream() => new(Url, Format ?? LogStreamFormat.Ocsf, LogStreamWords.Parse(Logs), From is not LogStreamStart.Beginning);
}

/// <summary>Where a new stream begins.</summary>
[JsonConverter(typeof(EnumWordsConverter<LogStreamStart>))]
public enum LogStreamStart
{
    Now,
    Beginning,
}
