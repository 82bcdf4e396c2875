using System.Text.Json.Serialization;
using Scimify.Core.Audit;
using Scimify.Core.Primitives;
using Scimify.Core.Sync;

namespace Scimify.Core.Streams;

/// <summary>An organization's logs on their way to a SIEM.</summary>
public sealed class LogStream
{
    public int Key { get; set; }

    public Guid Id { get; set; }

    public int OrganizationKey { get; set; }

    public LogStreamTarget Target { get; set; }

    public LogStreamFormat Format { get; set; }

    public StreamedLogs Logs { get; set; }

    /// <summary>The encrypted address of a webhook; null for other targets.</summary>
    public string? ProtectedUrl { get; set; }

    /// <summary>As much of the address as everybody may see; null for other targets.</summary>
    public string? MaskedUrl { get; set; }

    /// <summary>The encrypted secret that signs the batches; null for other targets.</summary>
    public string? ProtectedSecret { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    /// <summary>Unix milliseconds. Whoever sends moves this on, so that nobody else sends the same stream.</summary>
    public long NotBefore { get; set; }

    /// <summary>How many attempts have failed since the last batch that was taken.</summary>
    public int Attempts { get; set; }

    /// <summary>When a batch was last taken.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>Since when it has failed; null if the last attempt succeeded.</summary>
    public DateTimeOffset? FailedAt { get; set; }

    public string? Failure { get; set; }
}

/// <summary>Where a stream goes. The numbers are stored.</summary>
[JsonConverter(typeof(EnumWordsConverter<LogStreamTarget>))]
public enum LogStreamTarget
{
    Webhook = 0,

    /// <summary>The settings name it.</summary>
    File = 1,

    /// <summary>The settings turn it on.</summary>
    Stdout = 2,
}

/// <summary>The words of a stream. The numbers are stored.</summary>
[JsonConverter(typeof(EnumWordsConverter<LogStreamFormat>))]
public enum LogStreamFormat
{
    /// <summary>Open Cybersecurity Schema Framework.</summary>
    Ocsf = 0,

    /// <summary>Elastic Common Schema.</summary>
    Ecs = 1,
}

/// <summary>Which logs a stream has. The numbers are stored.</summary>
[Flags]
public enum StreamedLogs
{
    None = 0,
    Provisioning = 1,
    Audit = 2,
    Both = Provisioning | Audit,
}

/// <summary>Up to where a stream has sent the entries of one source.</summary>
public sealed class LogStreamPosition
{
    public int StreamKey { get; set; }

    /// <summary>The integration whose provisioning log it is; 0 for the organization's audit log.</summary>
    public int IntegrationKey { get; set; }

    /// <summary>The key of the last entry that was taken.</summary>
    public long Position { get; set; }
}

/// <summary>An entry of the provisioning log that was sent, with the state that was sent last. It waits for another one.</summary>
public sealed class LogStreamWaiting
{
    public int StreamKey { get; set; }

    public int IntegrationKey { get; set; }

    /// <summary><see cref="ProvisioningEntry.Key"/>.</summary>
    public long EntryKey { get; set; }

    public int Status { get; set; }

    public SyncState Sync { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Sent { get; set; }
}
