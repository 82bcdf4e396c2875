using System.Security.Cryptography;
using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;
using Scimify.Core.People;
using Scimify.Core.Requests;

namespace Scimify.Core.Notifications;

/// <summary>Creates, lists, tests and deletes the webhooks of an organization.</summary>
/// <param name="policy">The addresses that they may have.</param>
public sealed class WebhookService(IWebhookStore store, WebhookSender sender, ISecretProtector secrets, WebhookNetworkPolicy policy, TimeProvider clock)
{
    public const int Most = 10;

    private const int MaxUrlLength = 1_000;
    private const int SecretBytes = 24;

    /// <exception cref="ForbiddenException">The role may not read integrations.</exception>
    public async Task<IReadOnlyList<WebhookView>> ListAsync(Actor actor, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        return [.. (await store.ListAsync(actor.OrganizationKey, ct)).Select(WebhookView.Of)];
    }

    /// <exception cref="NotFoundException">This organization has no such webhook.</exception>
    public async Task<WebhookView> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ReadIntegrations);
        return WebhookView.Of(await FindAsync(actor, id, ct));
    }

    /// <exception cref="ForbiddenException">The role may not manage the organization.</exception>
    /// <exception cref="ValidationFailedException"><c>url</c>.</exception>
    /// <exception cref="ConflictException">There are <see cref="Most"/> already.</exception>
    public async Task<IssuedWebhook> CreateAsync(Actor actor, string? url, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var secret = "whsec_" + RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);
        var webhook = new Webhook
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            OrganizationKey = actor.OrganizationKey,
            Url = Checked(url?.Trim() ?? ""),
            ProtectedSecret = secrets.Protect(secret),
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = actor.Name,
        };
        return await store.AddAsync(webhook, Most, Audit(actor, "webhook.create", webhook, null, new { webhook.Url }), ct)
            ? new IssuedWebhook(WebhookView.Of(webhook), secret)
            : throw new ConflictException($"There are {Most} webhooks already. Remove one first.");
    }

    /// <exception cref="NotFoundException">This organization has no such webhook.</exception>
    public async Task DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        if (!await store.DeleteAsync(actor.OrganizationKey, id, webhook => Audit(actor, "webhook.delete", webhook, new { webhook.Url }, null), ct))
        {
            throw Unknown(id);
        }
    }

    /// <summary>Sends a message of the kind <c>test</c> at once.</summary>
    /// <returns>What went wrong; null if the webhook answered with a 2xx.</returns>
    /// <exception cref="NotFoundException">This organization has no such webhook.</exception>
    public async Task<string?> TestAsync(Actor actor, Guid id, CancellationToken ct)
    {
        actor.Require(Permission.ManageOrganization);
        var webhook = await FindAsync(actor, id, ct);
        var delivery = Guid.CreateVersion7(clock.GetUtcNow());
        var body = NoticeBody.Of(
            delivery, clock.GetUtcNow(), new Notice(actor.OrganizationKey, "", 0, NoticeKinds.Test, $"{actor.Name} is testing this webhook.", new Dictionary<string, object?>()));
        return await sender.SendAsync(webhook, delivery, NoticeKinds.Test, body, ct);
    }

    private async Task<Webhook> FindAsync(Actor actor, Guid id, CancellationToken ct) => await store.FindAsync(actor.OrganizationKey, id, ct) ?? throw Unknown(id);

    private static NotFoundException Unknown(Guid id) => new($"Webhook with UUID {id} not found");

    private AuditEntry Audit(Actor actor, string action, Webhook webhook, object? before, object? after) =>
        actor.Audit(clock.GetUtcNow(), action, new AuditSubject("webhook", webhook.Id.ToString(), new Uri(webhook.Url).Host), before, after);

    private string Checked(string url)
    {
        var problem = url.Length is 0 or > MaxUrlLength || !Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0
            ? "must be an address such as https://hooks.example.com/scimify."
            : parsed.Scheme is not ("https" or "http") ? "must begin with https://."
            : parsed.UserInfo.Length > 0 ? "must not contain a user name or password."
            : parsed.Fragment.Length > 0 ? "must not have a fragment (#)."
            : parsed.Scheme == "http" && !(policy.Value.AllowInsecureHttp && parsed.IsLoopback) ? "must begin with https:// (http:// is for this machine only, and needs the setting Scimify:Webhooks:AllowInsecureHttp)."
            : LookerAddresses.Problem(parsed.IdnHost, policy.Value) is { } refusal ? $"must be an address that the settings allow. {refusal}" : null;
        return problem is null ? url : throw ValidationFailedException.Of("url", problem);
    }
}

/// <summary><c>Scimify:Webhooks:AllowInsecureHttp</c> and <c>Scimify:Webhooks:AllowPrivateNetworks</c>.</summary>
public sealed record WebhookNetworkPolicy(LookerNetworkPolicy Value)
{
    public static WebhookNetworkPolicy Of(bool allowInsecureHttp, bool allowPrivateNetworks) =>
        new(new LookerNetworkPolicy(allowInsecureHttp, allowPrivateNetworks) { What = "webhook", Section = "Scimify:Webhooks" });
}

/// <summary>A webhook as people see it.</summary>
public sealed record WebhookView(Guid Uuid, string Url, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? DeliveredAt, DateTimeOffset? FailedAt, string? Failure)
{
    public static WebhookView Of(Webhook webhook) =>
        new(webhook.Id, webhook.Url, webhook.CreatedAt, webhook.CreatedBy, webhook.DeliveredAt, webhook.FailedAt, webhook.Failure);
}

/// <param name="Secret">Shown once.</param>
public sealed record IssuedWebhook(WebhookView Webhook, string Secret)
{
    public override string ToString() => $"IssuedWebhook {{ {Webhook.Uuid} }}";
}
