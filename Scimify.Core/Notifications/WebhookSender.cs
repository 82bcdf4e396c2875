using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Scimify.Core.Integrations;
using Scimify.Core.Looker;

namespace Scimify.Core.Notifications;

/// <summary>Posts a signed message to a webhook. Follows no redirect, and connects only to public addresses unless a setting allows others.</summary>
public sealed class WebhookSender(WebhookNetworkPolicy policy, ISecretProtector secrets, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = LookerHttp.Create(policy.Value);

    /// <returns>What went wrong, without anything that the webhook answered; null if it answered with a 2xx.</returns>
    public async Task<string?> SendAsync(Webhook webhook, Guid deliveryId, string kind, string body, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Scimify", null));
            request.Headers.Add("Scimify-Event", kind);
            request.Headers.Add("Scimify-Delivery", deliveryId.ToString());
            request.Headers.Add("Scimify-Signature", WebhookSignature.Of(secrets.Unprotect(webhook.ProtectedSecret), clock.GetUtcNow(), bytes));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? null : $"It answered {(int)response.StatusCode}.";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"It did not answer within {Timeout.TotalSeconds:0} s.";
        }
        catch (HttpRequestException e) when (e.InnerException is AddressRefusedException refused)
        {
            return refused.Message;
        }
        catch (HttpRequestException e)
        {
            return $"It could not be reached ({e.HttpRequestError}).";
        }
        catch (CryptographicException)
        {
            return UnreadableSecret.Of("Its secret", "Create the webhook again.");
        }
    }

    public void Dispose() => _http.Dispose();
}
