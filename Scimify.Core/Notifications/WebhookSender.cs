using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;

namespace Scimify.Core.Notifications;

/// <summary>What came of one attempt.</summary>
/// <param name="Status">The HTTP status; null if there was no answer.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Problem">What was wrong, without the address's secrets and without anything that was answered; null after a 2xx.</param>
public sealed record WebhookAnswer(int? Status, TimeSpan Took, string? Problem);

/// <param name="ProtectedUrl">The encrypted address.</param>
/// <param name="ProtectedSecret">The encrypted secret that signs it.</param>
/// <param name="Id">The same for each attempt.</param>
/// <param name="Kind">The type of the message.</param>
/// <param name="Body">JSON.</param>
public sealed record SignedMessage(string ProtectedUrl, string ProtectedSecret, Guid Id, string Kind, byte[] Body)
{
    public override string ToString() => $"SignedMessage {{ {Id} }}";
}

/// <summary>Posts a signed message to a webhook. Follows no redirect, and connects only to public addresses unless a setting allows others.</summary>
public sealed class WebhookSender(WebhookNetworkPolicy policy, ISecretProtector secrets, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = LookerHttp.Create(policy.Value);

    public Task<WebhookAnswer> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken ct) =>
        SendAsync(new SignedMessage(webhook.ProtectedUrl, webhook.ProtectedSecret, delivery.Id, delivery.Kind, Encoding.UTF8.GetBytes(delivery.Body)), ct);

    public async Task<WebhookAnswer> SendAsync(SignedMessage message, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        var (status, problem) = await PostAsync(message, ct);
        return new(status, clock.GetElapsedTime(start), problem);
    }

    public void Dispose() => _http.Dispose();

    private async Task<(int? Status, string? Problem)> PostAsync(SignedMessage message, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            using var request = Request(message);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = (int)response.StatusCode;
            return (status, response.IsSuccessStatusCode ? null : $"It answered {status}.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, $"It did not answer within {Timeout.TotalSeconds:0} s.");
        }
        catch (HttpRequestException e) when (e.InnerException is AddressRefusedException refused)
        {
            return (null, refused.Message);
        }
        catch (HttpRequestException e)
        {
            return (null, $"It could not be reached ({e.HttpRequestError}).");
        }
        catch (CryptographicException)
        {
            return (null, UnreadableSecret.Of("Its secret", "Create it again."));
        }
    }

    private HttpRequestMessage Request(SignedMessage message)
    {
        var (url, secret) = (secrets.Unprotect(message.ProtectedUrl), secrets.Unprotect(message.ProtectedSecret));
        var (id, now, body) = (message.Id.ToString(), clock.GetUtcNow(), message.Body);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Scimify", null));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", WebhookSignature.Seconds(now));
        request.Headers.Add("webhook-signature", WebhookSignature.Standard(secret, id, now, body));
        request.Headers.Add("Scimify-Event", message.Kind);
        request.Headers.Add("Scimify-Delivery", id);
        request.Headers.Add("Scimify-Signature", WebhookSignature.Of(secret, now, body));
        return request;
    }
}
