using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.OAuth;
using Scimify.Core.People;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Saml;
using Scimify.Core.SignIn;
using Scimify.Core.Streams;
using Scimify.Core.Sync;
using Scimify.Portal.Features.Webhooks.Streams;
using Scimify.Tests.Integrations;

namespace Scimify.Tests.Endpoints.Api;

/// <summary>Every route as nobody, in each role, with each scope of a token, and as another organization's owner.</summary>
public sealed class ApiPermissionTests(ApiWorld world) : IClassFixture<ApiWorld>
{
    private const string Tokens = "/scim/organization-access-tokens";
    private const string Clients = "/integrations/{uuid}/oauth-clients";

    /// <summary>Route, permission, a body (of a GET: a query) that a permitted caller could send, and the status that it would get.</summary>
    private static readonly (string Route, Permission Permission, string? Body, int Status)[] Table =
    [
        ("GET /integrations", Permission.ReadIntegrations, null, 200),
        ("POST /integrations", Permission.ManageIntegrations, "{}", 422),
        ("POST /integrations/test", Permission.ManageIntegrations, "{}", 422),
        ("GET /integrations/{uuid}", Permission.ReadIntegrations, null, 200),
        ("PATCH /integrations/{uuid}", Permission.ManageIntegrations, """{"policies":{}}""", 200),
        ("DELETE /integrations/{uuid}", Permission.ManageIntegrations, null, 200),
        ("POST /integrations/{uuid}/test", Permission.ManageIntegrations, """{"deep":true}""", 422),
        ("POST /integrations/{uuid}/doctor", Permission.ManageIntegrations, """{"deep":true}""", 422),
        ("POST /integrations/{uuid}/deletion-impact", Permission.ManageIntegrations, """{"deep":true}""", 422),
        ("GET /integrations/{uuid}/status", Permission.ReadIntegrations, null, 200),
        ("GET /integrations/{uuid}/links", Permission.ReadDirectory, null, 200),
        ("POST /integrations/{uuid}/links/{scimId}/resync", Permission.ManageDirectory, """{"hard":true}""", 422),
        ("POST /integrations/{uuid}/reconcile", Permission.ManageDirectory, """{"hard":true}""", 422),
        ("GET /integrations/{uuid}/runs/{runUuid}", Permission.ReadDirectory, null, 200),
        ("GET /evidence-pack", Permission.ReadLogs, "?from=never", 422),    // a pack of all these integrations would take long
        ("GET /evidence-packs", Permission.ReadLogs, null, 200),
        ("GET /evidence-packs/{name}", Permission.ReadLogs, null, 404),
        ("GET /integrations/{uuid}/drift", Permission.ReadDirectory, null, 200),
        ("POST /integrations/{uuid}/drift/{driftUuid}/repair", Permission.ManageDirectory, null, 200),
        ("POST /integrations/{uuid}/drift/{driftUuid}/accept", Permission.ManageDirectory, null, 200),
        ("POST /integrations/{uuid}/drift/{driftUuid}/ignore", Permission.ManageDirectory, null, 200),
        ("POST /integrations/{uuid}/drift/{driftUuid}/reopen", Permission.ManageDirectory, null, 200),
        ("GET /integrations/{uuid}/held", Permission.ReadDirectory, null, 200),
        ("POST /integrations/{uuid}/held/release", Permission.ManageDirectory, "{}", 422),
        ("POST /integrations/{uuid}/held/reject", Permission.ManageDirectory, """{"uuids":["x"]}""", 422),
        ("GET /integrations/{uuid}/inventory", Permission.ReadDirectory, null, 200),
        ("POST /integrations/{uuid}/inventory", Permission.ManageDirectory, """{"hard":true}""", 422),
        ("GET /integrations/{uuid}/protected-accounts", Permission.ReadDirectory, null, 200),
        ("POST /integrations/{uuid}/protected-accounts", Permission.ManageIntegrations, """{"address":"nobody"}""", 422),
        ("GET /integrations/{uuid}/protected-accounts/{accountUuid}", Permission.ReadDirectory, null, 200),
        ("DELETE /integrations/{uuid}/protected-accounts/{accountUuid}", Permission.ManageIntegrations, null, 200),
        ("GET /integrations/{uuid}/saml-config", Permission.ReadSaml, null, 503),
        ("PATCH /integrations/{uuid}/saml-config", Permission.ManageSaml, """{"confirm":false}""", 422),
        ("GET /integrations/{uuid}/saml-conflicts", Permission.ReadSaml, null, 503),
        ("POST /integrations/{uuid}/saml-metadata", Permission.ManageSaml, "{}", 422),
        ("GET /integrations/{uuid}/saml-revisions", Permission.ReadSaml, null, 200),
        ("POST /integrations/{uuid}/saml-revisions/{revisionUuid}/restore", Permission.ManageSaml, "{}", 422),
        ("GET /integrations/{uuid}/saml-drafts", Permission.ReadSaml, null, 200),
        ("POST /integrations/{uuid}/saml-drafts", Permission.ManageSaml, "{}", 422),
        ("GET /integrations/{uuid}/saml-drafts/{draftUuid}", Permission.ReadSaml, null, 503),
        ("PATCH /integrations/{uuid}/saml-drafts/{draftUuid}", Permission.ManageSaml, "{}", 422),
        ("DELETE /integrations/{uuid}/saml-drafts/{draftUuid}", Permission.ManageSaml, null, 200),
        ("POST /integrations/{uuid}/saml-drafts/{draftUuid}/test", Permission.ManageSaml, """{"passed":true}""", 422),
        ("POST /integrations/{uuid}/saml-drafts/{draftUuid}/test-result", Permission.ManageSaml, "{}", 422),
        ("POST /integrations/{uuid}/saml-drafts/{draftUuid}/approve", Permission.ManageSaml, "{}", 422),
        ("POST /integrations/{uuid}/saml-drafts/{draftUuid}/apply", Permission.ManageSaml, "{}", 422),
        ("GET /integrations/{uuid}/saml-policy", Permission.ReadSaml, null, 200),
        ("PATCH /integrations/{uuid}/saml-policy", Permission.ManageOrganization, "{}", 422),
        ("GET /integrations/{uuid}/mappings", Permission.ReadDirectory, null, 200),
        ("GET /integrations/{uuid}/mappings/choices", Permission.ManageDirectory, null, 503),
        ("POST /integrations/{uuid}/mappings/preview", Permission.ManageDirectory, """{"attributes":[],"groups":[]}""", 200),
        ("PUT /integrations/{uuid}/mappings", Permission.ManageDirectory, """{"attributes":[],"groups":[]}""", 200),
        ("GET " + Clients, Permission.ReadTokens, null, 200),
        ("POST " + Clients, Permission.ManageTokens, """{"name":""}""", 422),
        ("GET " + Clients + "/{clientUuid}", Permission.ReadTokens, null, 200),
        ("PATCH " + Clients + "/{clientUuid}", Permission.ManageTokens, """{"scopes":["users"]}""", 200),
        ("DELETE " + Clients + "/{clientUuid}", Permission.ManageTokens, null, 200),
        ("POST " + Clients + "/{clientUuid}/secrets", Permission.ManageTokens, """{"expiresAt":"2096-11-21T22:41:00.000Z"}""", 201),
        ("DELETE " + Clients + "/{clientUuid}/secrets/{secretUuid}", Permission.ManageTokens, null, 200),
        ("GET " + Tokens, Permission.ReadTokens, null, 200),
        ("POST " + Tokens, Permission.ManageTokens, """{"description":""}""", 422),
        ("GET " + Tokens + "/{uuid}", Permission.ReadTokens, null, 200),
        ("PATCH " + Tokens + "/{uuid}", Permission.ManageTokens, """{"scopes":["users"]}""", 200),
        ("PATCH " + Tokens + "/{uuid}/rotate", Permission.ManageTokens, """{"expiresAt":"2096-11-21T22:41:00.000Z","overlapMinutes":5}""", 200),
        ("DELETE " + Tokens + "/{uuid}/overlap", Permission.ManageTokens, null, 200),
        ("DELETE " + Tokens + "/{uuid}", Permission.ManageTokens, null, 200),
        ("GET /scim/token-policy", Permission.ReadTokens, null, 200),
        ("PATCH /scim/token-policy", Permission.ManageOrganization, """{"maxDays":0}""", 422),
        ("GET /provisioning-log", Permission.ReadLogs, null, 200),
        ("GET /provisioning-log/{requestId}", Permission.ReadLogs, null, 200),
        ("GET /people", Permission.ReadPeople, null, 200),
        ("POST /people", Permission.ManagePeople, """{"email":"x"}""", 422),
        ("GET /people/{uuid}", Permission.ReadPeople, null, 200),
        ("PATCH /people/{uuid}", Permission.ManagePeople, """{"locked":true}""", 200),
        ("DELETE /people/{uuid}", Permission.ManagePeople, null, 200),
        ("DELETE /people/{uuid}/factors", Permission.ManagePeople, null, 404),
        ("POST /people/{uuid}/password-link", Permission.ManagePeople, """{"now":true}""", 422),
        ("DELETE /people/{uuid}/password-link", Permission.ManagePeople, null, 404),
        ("GET /people/personal-access-tokens", Permission.ReadPeople, null, 200),
        ("GET /personal-access-token-policy", Permission.ReadIntegrations, null, 200),
        ("PATCH /personal-access-token-policy", Permission.ManageOrganization, """{"maxDays":0}""", 422),
        ("GET /personal-access-tokens", Permission.ReadIntegrations, null, 200),
        ("POST /personal-access-tokens", Permission.ReadIntegrations, """{"name":""}""", 422),
        ("DELETE /personal-access-tokens/{uuid}", Permission.ReadIntegrations, null, 404),
        ("GET /sessions", Permission.ReadIntegrations, null, 200),
        ("DELETE /sessions/{uuid}", Permission.ReadIntegrations, null, 404),
        ("GET /people/{uuid}/sessions", Permission.ReadPeople, null, 200),
        ("DELETE /people/{uuid}/sessions", Permission.ManagePeople, null, 200),
        ("GET /sign-in-policy", Permission.ReadPeople, null, 200),
        ("PATCH /sign-in-policy", Permission.ManageOrganization, """{"sessionLifeHours":0}""", 422),
        ("GET /webhooks", Permission.ReadIntegrations, null, 200),
        ("POST /webhooks", Permission.ManageOrganization, """{"url":"ftp://example.com"}""", 422),
        ("GET /webhooks/{uuid}", Permission.ReadIntegrations, null, 200),
        ("POST /webhooks/{uuid}/test", Permission.ManageOrganization, """{"now":true}""", 422),
        ("PATCH /webhooks/{uuid}", Permission.ManageOrganization, """{"events":[]}""", 422),
        ("DELETE /webhooks/{uuid}", Permission.ManageOrganization, null, 200),
        ("GET /webhooks/{uuid}/deliveries", Permission.ReadIntegrations, null, 200),
        ("POST /webhooks/{uuid}/deliveries/{deliveryUuid}/retry", Permission.ManageOrganization, null, 404),
        ("GET /log-streams", Permission.ReadIntegrations, null, 200),
        ("POST /log-streams", Permission.ManageOrganization, """{"url":"ftp://example.com"}""", 422),
        ("GET /log-streams/{uuid}", Permission.ReadIntegrations, null, 200),
        ("POST /log-streams/{uuid}/rotate", Permission.ManageOrganization, """{"now":true}""", 422),
        ("DELETE /log-streams/{uuid}", Permission.ManageOrganization, null, 200),
        ("GET /providers", Permission.ManageOrganization, null, 200),
        ("POST /providers", Permission.ManageOrganization, """{"name":""}""", 422),
        ("GET /providers/{uuid}", Permission.ManageOrganization, null, 200),
        ("PATCH /providers/{uuid}", Permission.ManageOrganization, """{"scopes":"profile"}""", 422),
        ("DELETE /providers/{uuid}", Permission.ManageOrganization, null, 200),
        ("GET /rejected-requests", Permission.ReadTokens, null, 200),
        ("GET /audit-log", Permission.ReadLogs, null, 200),
        ("GET /access", Permission.ReadLogs, null, 200),
        ("GET /access/changes", Permission.ReadLogs, null, 200),
        ("GET /access/leavers", Permission.ReadLogs, null, 200),
        ("GET /access/movers", Permission.ReadLogs, null, 200),
        ("POST /access/people/{scimId}/erase", Permission.ManageOrganization, null, 404),
        ("GET /reviews", Permission.ReadLogs, null, 200),
        ("POST /reviews", Permission.ManageReviews, "{}", 422),
        ("GET /reviews/{uuid}", Permission.ReadLogs, null, 200),
        ("GET /reviews/{uuid}/rows", Permission.ReadLogs, null, 200),
        ("GET /reviews/{uuid}/record", Permission.ReadLogs, null, 200),
        ("POST /reviews/{uuid}/decisions", Permission.ManageReviews, "{}", 422),
        ("GET /reviews/{uuid}/managers", Permission.ReadLogs, null, 200),
        ("POST /reviews/{uuid}/managers/{scimId}/link", Permission.ManageReviews, """{"now":true}""", 422),
        ("DELETE /reviews/{uuid}/managers/{scimId}/link", Permission.ManageReviews, null, 404),
        ("POST /reviews/{uuid}/close", Permission.ManageDirectory, """{"hard":true}""", 422),
        ("POST /reviews/{uuid}/cancel", Permission.ManageReviews, """{"hard":true}""", 422),
    ];

    public static TheoryData<string> Routes => [.. Table.Select(row => row.Route)];

    [Fact]
    public void The_table_has_every_route_with_its_policy()
    {
        var mapped = ApiRoutes.Of(world).SelectMany(endpoint => ApiRoutes.NamesOf(endpoint).Select(name =>
            $"{name}: {string.Join(' ', endpoint.Metadata.OfType<IAuthorizeData>().Select(a => a.Policy).Where(p => p is not null))}"));
        Assert.Equal(Table.Select(row => $"{row.Route}: {row.Permission}").Order(), mapped.Order());
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_caller_gets_the_exact_status_and_no_more(string route)
    {
        var (_, permission, body, status) = Table.Single(row => row.Route == route);
        var target = await TargetAsync();
        var (method, path) = target.Address(route);
        var before = await target.SnapshotAsync();

        // Bad tokens are limited by address, so each route has an address of its own.
        var source = new IPAddress([127, 0, 1, (byte)(1 + Array.FindIndex(Table, row => row.Route == route))]);
        foreach (var authorization in (string?[])
            [null, "ApiKey scimify_pat_00000000000000000000000000000000", "ApiKey", $"Bearer {target.ScimToken}", $"ApiKey {target.ScimToken}", .. world.DeadKeys.Select(key => $"ApiKey {key}")])
        {
            using var client = world.From(source, authorization);
            var refused = await CallAsync(client, path);
            Assert.Equal((401, "AuthorizationError"), (refused.Status, refused.Error.GetProperty("name").GetString()));
        }

        foreach (var role in Enum.GetValues<PortalRole>().Where(role => !Permissions.Grants(role, permission)))
        {
            var refused = await CallAsync(world.As(role), path);
            Assert.Equal((403, "You do not have permission"), (refused.Status, refused.Error.GetProperty("message").GetString()));
        }

        foreach (var (role, scope) in Scoped.Where(caller => Permissions.Grants(caller.Role, permission) && !Covers(caller.Scope, route)))
        {
            var refused = await CallAsync(world.As(role, scope), path);
            Assert.Equal((403, $"This personal access token does not cover that. Its scope is {EnumWords.Of(scope)}."), (refused.Status, refused.Error.GetProperty("message").GetString()));
        }

        foreach (var (role, scope) in Scoped.Where(caller => !Permissions.Grants(caller.Role, permission)))
        {
            Assert.Equal(403, (await CallAsync(world.As(role, scope), path)).Status);
        }

        var foreign = await CallAsync(world.Stranger, path);
        Assert.DoesNotContain(target.Secrets, secret => foreign.Text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(route.Contains('{', StringComparison.Ordinal) ? 404 : status, foreign.Status);
        Assert.Equal(before, await target.SnapshotAsync());

        foreach (var role in Enum.GetValues<PortalRole>().Where(role => Permissions.Grants(role, permission)))
        {
            var (_, ownPath) = (await TargetAsync()).Address(route);
            Assert.Equal(status, (await CallAsync(world.As(role), ownPath)).Status);
        }

        foreach (var (role, scope) in Scoped.Where(caller => Permissions.Grants(caller.Role, permission) && Covers(caller.Scope, route)))
        {
            var (_, ownPath) = (await TargetAsync()).Address(route);
            Assert.Equal(status, (await CallAsync(world.As(role, scope), ownPath)).Status);
        }

        Task<ApiAnswer> CallAsync(ApiClient client, string address) =>
            method == "GET" ? client.CallAsync(method, address + body, null) : client.CallAsync(method, address, body);
    }

    private static IEnumerable<(PortalRole Role, PersonalTokenScope Scope)> Scoped =>
        from role in Enum.GetValues<PortalRole>()
        from scope in (PersonalTokenScope[])[PersonalTokenScope.Read, PersonalTokenScope.Tokens]
        select (role, scope);

    /// <summary>Reading, and for <c>tokens</c> all that is done to SCIM tokens.</summary>
    private static bool Covers(PersonalTokenScope scope, string route) =>
        route.StartsWith("GET ", StringComparison.Ordinal)
        || (scope == PersonalTokenScope.Tokens && route.Split(' ')[1] is var path && (path.StartsWith(Tokens, StringComparison.Ordinal) || path.StartsWith(Clients, StringComparison.Ordinal)));

    private async Task<Target> TargetAsync()
    {
        var integration = await world.IntegrationAsync(mode: IntegrationMode.Paused);
        var token = await world.App.ScimTokenAsync(world.OwnerActor, integration.Id, world.App.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(30));
        var (scimId, requestId, runId, driftId, accountId) = (Guid.Empty, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var (revisionId, draftId, reviewId) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await world.WriteAsync(session =>
        {
            scimId = new DirectoryRows(session.Context, integration).User("ada@example.com", SyncState.Applied).Id;
            session.Context.ProvisioningLog.Add(new ProvisioningEntry
            {
                RequestId = requestId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                Method = "POST",
                Name = "ada@example.com",
                Status = 201,
            });
            session.Context.ReconcileRuns.Add(new ReconcileRun
            {
                Id = runId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                State = ReconcileState.Done,
            });
            session.Context.ProtectedAccounts.Add(new ProtectedAccount
            {
                Id = accountId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                Address = "ada@example.com",
                AddressNorm = "ada@example.com",
                AddedBy = "owner@example.com",
            });
            session.Context.SaveChanges();
            session.Context.DriftItems.Add(new DriftItem
            {
                Id = driftId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                Kind = DriftKind.UserEnabled,
                UserKey = session.Context.ScimUsers.Single(u => u.Id == scimId).Key,
                ResourceType = "User",
                ScimId = scimId,
                LookerId = "112",
                Name = "ada@example.com",
                Field = "is_disabled",
                MemberLookerId = "",
                Managed = true,
            });
            session.Context.SamlDrafts.Add(new SamlDraft
            {
                Id = draftId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                Title = "ada@example.com",
                AuthorName = "ada@example.com",
                Version = 1,
                BaseSettings = "{}",
                Changes = "{}",
            });
            var review = new AccessReview
            {
                Id = reviewId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                IntegrationId = integration.Id,
                IntegrationName = integration.Name,
                Name = "ada@example.com",
                Scope = ReviewScope.Accounts,
                ScopeNames = "",
                StartedBy = "ada@example.com",
                ListSha256 = "",
                WithoutManager = 0,
            };
            session.Context.AccessReviews.Add(review);
            session.Context.SamlRevisions.Add(new SamlRevision
            {
                Id = revisionId,
                OrganizationKey = world.OwnerActor.OrganizationKey,
                IntegrationKey = integration.Key,
                Number = 1,
                State = SamlRevisionState.Applied,
                AuthorName = "ada@example.com",
                Fingerprint = "",
                Settings = "{}",
            });
            session.Context.SaveChanges();
            session.Context.ReviewManagers.Add(new ReviewManager { ReviewKey = review.Key, UserKey = 1, ScimId = scimId, Name = "ada@example.com", UserName = "ada@example.com" });
            session.Context.SaveChanges();
        });
        foreach (var webhook in await world.App.Services.GetRequiredService<WebhookService>().ListAsync(world.OwnerActor, TestContext.Current.CancellationToken))
        {
            await world.App.Services.GetRequiredService<WebhookService>().DeleteAsync(world.OwnerActor, webhook.Uuid, TestContext.Current.CancellationToken);
        }

        var address = $"{Guid.NewGuid():N}@example.com";
        var person = Guid.NewGuid();
        await world.WriteAsync(session => session.Context.People.Add(new Person
        {
            Id = person,
            OrganizationKey = world.OwnerActor.OrganizationKey,
            UserName = address,
            NormalizedUserName = PeopleService.Normalise(address),
            Email = address,
            NormalizedEmail = PeopleService.Normalise(address),
            SecurityStamp = "stamp",
        }));
        var hook = await world.App.Services.GetRequiredService<WebhookService>().CreateAsync(
            world.OwnerActor, $"https://hooks.example.com/{Guid.NewGuid():N}", null, TestContext.Current.CancellationToken);
        foreach (var old in await world.App.Services.GetRequiredService<LogStreamsQuery>().RunAsync(world.OwnerActor, TestContext.Current.CancellationToken))
        {
            await world.App.Services.GetRequiredService<LogStreamService>().DeleteAsync(world.OwnerActor, old.Uuid, TestContext.Current.CancellationToken);
        }

        var stream = await world.App.Services.GetRequiredService<LogStreamService>().CreateAsync(
            world.OwnerActor, new NewLogStream("https://collector.example.com/logs", LogStreamFormat.Ocsf, StreamedLogs.Both, FromNow: true), TestContext.Current.CancellationToken);
        var providers = world.App.Services.GetRequiredService<ProviderService>();
        foreach (var old in await providers.ListAsync(world.OwnerActor, TestContext.Current.CancellationToken))
        {
            await providers.DeleteAsync(world.App.Fresh(world.OwnerActor), old.Id, TestContext.Current.CancellationToken);
        }

        var client = await world.App.Services.GetRequiredService<OAuthClientService>().CreateAsync(
            world.App.Fresh(world.OwnerActor), new NewOAuthClient(integration.Id, $"client-{Guid.NewGuid():N}"), TestContext.Current.CancellationToken);
        var issuer = $"https://{Guid.NewGuid():N}.example.com";
        var provider = await providers.CreateAsync(
            world.App.Fresh(world.OwnerActor), new ProviderInput("Okta", ProviderKind.Okta, issuer, "client", "the-client-secret"), TestContext.Current.CancellationToken);
        return new Target(world, integration.Id, integration.Name, token.Token.Id, token.Secret, scimId, requestId, runId, driftId, accountId)
        {
            Person = person,
            Revision = revisionId,
            Draft = draftId,
            Review = reviewId,
            Webhook = hook.Webhook.Uuid,
            Stream = stream.Uuid,
            Provider = provider,
            Client = client.Client,
            MoreSecrets = [issuer, "the-client-secret", client.Client.Name, client.Secret!, address, hook.Webhook.Url, hook.Secret, stream.Secret],
        };
    }

    private sealed record Target(ApiWorld World, Guid Integration, string Name, Guid TokenId, string ScimToken, Guid ScimId, Guid RequestId, Guid RunId, Guid DriftId, Guid AccountId)
    {
        public required Guid Person { get; init; }

        public required Guid Revision { get; init; }

        public required Guid Draft { get; init; }

        public required Guid Review { get; init; }

        public required Guid Webhook { get; init; }

        public required Guid Stream { get; init; }

        public required Guid Provider { get; init; }

        public required OAuthClientView Client { get; init; }

        public required string[] MoreSecrets { get; init; }

        /// <summary>What another organization must never learn.</summary>
        public string[] Secrets => [.. MoreSecrets, Name, "ada@example.com", ScimToken, World.OwnerActor.OrganizationId.ToString()];

        public (string Method, string Path) Address(string route)
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
            var uuid = path.StartsWith(Tokens, StringComparison.Ordinal) ? TokenId
                : path.StartsWith("/people", StringComparison.Ordinal) ? Person
                : path.StartsWith("/webhooks", StringComparison.Ordinal) ? Webhook
                : path.StartsWith("/log-streams", StringComparison.Ordinal) ? Stream
                : path.StartsWith("/providers", StringComparison.Ordinal) ? Provider
                : path.StartsWith("/reviews", StringComparison.Ordinal) ? Review
                : path.StartsWith("/personal", StringComparison.Ordinal) ? Guid.NewGuid()
                : Integration;
            return (method, path.Replace("{uuid}", uuid.ToString(), StringComparison.Ordinal)
                .Replace("{scimId}", ScimId.ToString(), StringComparison.Ordinal)
                .Replace("{runUuid}", RunId.ToString(), StringComparison.Ordinal)
                .Replace("{driftUuid}", DriftId.ToString(), StringComparison.Ordinal)
                .Replace("{accountUuid}", AccountId.ToString(), StringComparison.Ordinal)
                .Replace("{deliveryUuid}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
                .Replace("{clientUuid}", Client.Id.ToString(), StringComparison.Ordinal)
                .Replace("{secretUuid}", Client.Secrets[0].Id.ToString(), StringComparison.Ordinal)
                .Replace("{draftUuid}", Draft.ToString(), StringComparison.Ordinal)
                .Replace("{revisionUuid}", Revision.ToString(), StringComparison.Ordinal)
                .Replace("{requestId}", RequestId.ToString(), StringComparison.Ordinal));
        }

        /// <summary>All that a refused call could have changed, and the newest of the audit log but for the note that it was refused.</summary>
        public async Task<string> SnapshotAsync() => string.Join('\n',
            (await World.Owner.GetAsync("/integrations?pageSize=500")).Text,
            (await World.Owner.GetAsync(Tokens + "?includeRevoked=true")).Text,
            (await World.Owner.GetAsync($"/integrations/{Integration}/oauth-clients")).Text,
            (await World.Owner.GetAsync($"/integrations/{Integration}/links")).Text,
            (await World.Owner.GetAsync($"/integrations/{Integration}/drift")).Text,
            (await World.Owner.GetAsync("/people?pageSize=500")).Text,
            (await World.Owner.GetAsync("/webhooks")).Text,
            string.Join('\n', (await World.Owner.GetAsync("/log-streams")).Items.Select(stream => $"{stream.GetProperty("uuid")} {stream.GetProperty("url")}")),
            (await World.Owner.GetAsync("/providers")).Text,
            (await World.Owner.GetAsync("/reviews?pageSize=500")).Text,
            string.Join('\n', (await World.Owner.GetAsync("/audit-log?pageSize=500")).Items.Where(entry => entry.GetProperty("action").GetString() != "access.refuse").Take(50).Select(entry => entry.GetRawText())),
            (await World.Stranger.GetAsync("/integrations")).Text,
            (await World.Stranger.GetAsync(Tokens + "?includeRevoked=true")).Text);
    }
}
