using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Streams;

/// <summary>Creates and deletes an organization's streams to webhooks, and rotates their secrets.</summary>
/// <param name="policy">The addresses that they may have.</param>
public sealed class LogStreamService(ILogStreamStore store, ISecretProtector secrets, WebhookNetworkPolicy policy, TimeProvider clock)
{
    public const int Most = 5;

    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="ValidationFailedException"><c>url</c>, <c>logs</c>.</exception>
    /// <exception cref="ConflictException">There are <see cref="Most"/> already.</exception>
    public async Task<IssuedLogStream> CreateAsync(Actor actor, NewLogStream wanted, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var (address, secret) = (WebhookAddress.Check(wanted.Url, policy), WebhookSignature.NewSecret());
        if (wanted.Logs == StreamedLogs.None)
        {
            throw ValidationFailedException.Of("logs", "must be one or both of provisioning and audit.");
        }

        var now = clock.GetUtcNow();
        var stream = new LogStream
        {
            Id = Guid.CreateVersion7(now),
            OrganizationKey = actor.OrganizationKey,
            Target = LogStreamTarget.Webhook,
            Format = wanted.Format,
            Logs = wanted.Logs,
            ProtectedUrl = secrets.Protect(address),
            MaskedUrl = WebhookAddress.Mask(address),
            ProtectedSecret = secrets.Protect(secret),
            CreatedAt = now,
            CreatedBy = actor.Name,
            NotBefore = now.ToUnixTimeMilliseconds(),
        };
        return await store.AddAsync(stream, Most, wanted.FromNow, Audit(actor, "logStream.create", stream, null, StateOf(stream)), ct)
            ? new IssuedLogStream(stream.Id, secret)
            : throw new ConflictException($"There are {Most} log streams already. Remove one first.");
    }

    /// <summary>Gives the stream another secret. Batches that the receiver refuses meanwhile are sent again, so that none is lost.</summary>
    /// <exception cref="NotFoundException">This organization has no such stream.</exception>
    public async Task<IssuedLogStream> RotateAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var secret = WebhookSignature.NewSecret();
        var changed = await store.ChangeAsync(
            actor.OrganizationKey,
            id,
            stream =>
            {
                stream.ProtectedSecret = secrets.Protect(secret);
                return Audit(actor, "logStream.rotate", stream, null, StateOf(stream));
            },
            ct);
        return changed is null ? throw Unknown(id) : new IssuedLogStream(id, secret);
    }

    /// <exception cref="NotFoundException">This organization has no such stream.</exception>
    public async Task DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        if (!await store.DeleteAsync(actor.OrganizationKey, id, stream => Audit(actor, "logStream.delete", stream, StateOf(stream), null), ct))
        {
            throw Unknown(id);
        }
    }

    public static NotFoundException Unknown(Guid id) => new($"Log stream with UUID {id} not found");

    private static object StateOf(LogStream stream) => new { url = stream.MaskedUrl, stream.Format, logs = LogStreamWords.Of(stream.Logs) };

    private AuditEntry Audit(Actor actor, string action, LogStream stream, object? before, object? after) =>
        actor.Audit(clock.GetUtcNow(), action, new AuditSubject("logStream", stream.Id.ToString(), new Uri(stream.MaskedUrl!).Host), before, after);
}

/// <param name="FromNow">Whether it leaves out what the logs have already.</param>
public sealed record NewLogStream(string? Url, LogStreamFormat Format, StreamedLogs Logs, bool FromNow);

/// <param name="Secret">Shown once.</param>
public sealed record IssuedLogStream(Guid Uuid, string Secret)
{
    public override string ToString() => $"IssuedLogStream {{ {Uuid} }}";
}
