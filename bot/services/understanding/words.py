"""The words that questions are made of: formal, chat, English, some Javanese and Sundanese.

One concept a paragraph: its name, a colon, its words. A word may stand under several concepts.
"""

CONCEPTS = """
sudah: sudah sdh udah udh uda sudh dah dh telah tlh already has done beres selesai kelar rampung tuntas lengkap lngkp
  complete completed sampun mpun wis wes geus atos suda sdah udeh udhh finished
belum: belum blm belom blum blom belm blon belun lum durung dereng acan belumm yet havent hasnt hadnt not lom encan
  blun
tidak: tidak tdk tak gak ga nggak ngga enggak engga kagak ndak gk tdak not didnt dont cant without never no bukan
  gabisa ora mboten indak teu henteu kada nda trada
kamu: kamu kau anda you lu elu sampeyan panjenengan ente
masih: masih msh still waktu kesempatan keburu wektu
siapa: siapa siapakah sapa sp syapa sopo saha sinten who whos whom whose siapo spa syp siape anyone anybody everyone
mana: mana manakah mn which mnaa endi ngendi mane
daftar: daftar list rekap rekapan rekapitulasi recap senarai
kapan: kapan kapankah kpn kpan kapn bilamana iraha when kpnn bilo pabila
tanggal: tanggal tgl tggl date jadwal jadual schedule skedul tnggl tgal kalender
hari: hari hr days day jam pukul pkl hri wib wita wit
bagaimana: bagaimana bagaimanakah bgmn bgaimana gimana gmn gmna gmana gimn gimanakah kepriye piye kumaha how bgm
  pripun kepiye priben gimane bagaimna gemana bagemana pie pye
berapa: berapa brp brapa berapakah brpa pira piro sabaraha much many barapa berapo pinten
tanya: apakah apa apkh apaan adakah apasih kah kok benarkah bisakah sudahkah belumkah tahu tau mengetahui ketahui
  konfirmasi does do did is are what whats why kenapa knp mengapa ngopo naha lakukan
bertanya: tanya nanya bertanya menanyakan tanyakan tny ask asking question questions pertanyaan ditanyakan ditanya
mengerti: mengerti paham ngerti ngarti mudeng memahami understand
mau: mau mo ingin pengin pengen pgn hendak akan bermaksud izin ijin ijinkan izinkan perkenankan mw arep bade hoyong
  want wants wanna would like going gonna let kepengen kepingin pingin
kami: kami km saya sy sya aku ak gue gw kita kta ulun ane we our ours us i me my mine im ive weve kulo abdi kitorang
  torang katong ambo inyong
kirim: ajukan mengajukan susul susulin nyusul nyusulin perbaiki memperbaiki koreksi mengoreksi revisi merevisi
  susulkan menyusulkan kirim mengirim mengirimkan kirimkan ngirim krm unggah mengunggah unggahkan upload mengupload
  ngupload aplod setor menyetor menyetorkan setorkan nyetor setorin sampaikan menyampaikan nyampaikan sampaikn submit
  mensubmit input menginput nginput isi mengisi ngisi isikan masukkan memasukkan masukin entri entry mengentri
  serahkan menyerahkan kumpul kumpulkan mengumpulkan ngumpulin melampirkan lampirkan send sending uploading submitting
  fill turn pengiriman pengunggahan penyampaian pengumpulan pengisian penginputan penyerahan kirimin uplod upld
  lengkapi melengkapi lengkapin melaporkan ngelaporin nglaporin submission submissions
dikirim: diperbaiki dikoreksi direvisi disusulkan dikirim dikirimkan dkirim terkirim diunggah terunggah diupload
  terupload disetor disetorkan disampaikan tersampaikan disubmit tersubmit diinput terinput diisi terisi dimasukkan
  dientri dikumpulkan terkumpul diserahkan dilampirkan sent uploaded submitted filled terlampir dilengkapi menyusul
lapor: lapor melapor melaporkan laporkan nglapor ngelapor laporin lpr lapor2 report reporting ngelaporin nglaporin
  ngelaporkan
laporan: berkas pelaporan laporan lapran lprn lap lporan laporn reports dilaporkan terlapor reported laporane
  perbaikan susulan dukung evidence eviden evidens bukti dokumen lpran
telah: telah tlh melaporkan menyampaikan mengirimkan menyerahkan menyelesaikan mengunggah mengupload menyetorkan
nihil: nihil nil
kendala: kendala hambatan terkendala terhambat obstacle obstacles masalah gangguan error eror trouble kesulitan
berikut: berikut ini bersama terlampir nih here attached lampiran
batas: tenggat tenggang deadline deadlines dedline deadlin dedlen dedlain batas bts tempo due cutoff closing
  perpanjangan diperpanjang perpanjang extension extended ekstensi extend bates dateline detlen dlnya penutupan
  pembukaan ics
paling: paling plg selambatnya lambatnya maksimal max maks maksimum mentok latest selambat
akhir: terakhir trakhir terahir akhir berakhir tutup ditutup nutup final close closes closed end ends dikumpul
  dikumpulkan ngumpul ngumpulin trakir terakir akir habis entek
sampai: sampai sampe smp smpe hingga sd until akhirnya last
buka: buka dibuka mulai dimulai start open opens opened begin memulai mengawali
harus: harus wajib hrs kudu must should
terlambat: telat terlambat trlambat telatan tlat lambat keterlambatan nunggak menunggak tunggakan tertunggak late
  overdue lewat terlewat mangkir molor telad ngaret utang hutang ngutang berutang unreported
kurang: hilang raib lenyap kosong kurang krg kurangnya missing lacking bolong absen alpa merah pending nol owe owes
  owed owing
instansi: instansi kementerian kementrian kmenterian pemda daerah kl kld opd skpd lembaga agency agencies government
  governments region regions provinces regencies cities kabkota wilayah focal point fp
capaian: tinggi rendah progres progress progrs progess prgres capaian capain cpaian pencapaian realisasi persen prosen
  persentase prosentase percent percentage status sttus stats perkembangan posisi kondisi kinerja nilai skor score
  achievement achievements hasil target kepatuhan monitoring pantauan update apdet updet kabar rapor standing situasi
  keadaan perbandingan bandingkan banding bandingin dibandingkan compare comparison compared versus vs ranking
  peringkat monev evaluasi grafik diagram chart graph tren trend raport rapot rangking statistik kemajuan rata
  ratarata rata2 rerata average avg
data: data dt angka
cek: cek ngecek mengecek check checking cekin dicek lihat liat melihat ngeliat tampilkan tampilin show see view info
  informasi inpo infoin nfo information tunjukkan kasih beri berikan bukakan give tell get know detail detil rincian
  ringkasan summary overview liatin lihatkan pantau memantau tunjukin ingatkan mengingatkan diingatkan share sharing
  bagikan
masuk: masuk diterima nerima terima received accepted muncul terbaca tercatat keterima
verifikasi: verifikasi diverifikasi terverifikasi verif diverif verified verification dikembalikan pengembalian
  ditolak disetujui approve diapprove approved returned valid divalidasi validasi diperiksa direview review acc diacc
  lolos verifikator
aksi: aksi renaksi subaksi stranas stranaspk setnas pk jaga korupsi pencegahan action actions triwulan tw periode
  kuartal quarter siklus kewajiban outstanding tugas duty duties obligation obligations
publikasi: publikasi publikasikan mempublikasikan dipublikasikan terpublikasi publish published mempublish dipublish
  publikasiin publication publications rilis merilis dirilis release released press pers siaran infografis infografik
  infographic infographics kliping diseminasi publis dipublis disiarkan siarkan
berita: wartawan jurnalis pemberitaan liputan diliput meliput diberitakan memberitakan berita brita news warta video
  vidio konten content artikel article articles postingan posting medsos sosmed ig instagram youtube yutub yt tiktok
  fb facebook twitter website web situs laman koran media poster flyer reels story stories feed podcast foto caption
  baliho spanduk leaflet majalah radio tv reel tabloid portal banner videotron radar tribun harian rri tvri
tayang: tayang ditayangkan menayangkan terbit diterbitkan menerbitkan dimuat termuat memuat naik diposting posted live
  muat online aired catat dicatat mencatat catatkan nyatet rekam terpublish tampil
rapat: audiensi beraudiensi rapat rakor rakornas rakorda rakorwil rakortek rpt meeting meetings mtg zoom zum gmeet
  vidcon vicon vcon webinar undangan undngan invitation notulen notulensi notula minutes agenda absensi presensi
  bimtek sosialisasi fgd pertemuan konsinyering undangannya raker rakernas workshop teams vidconf telekonferensi
  conference paparan pendampingan asistensi desk
hadir: hadir menghadiri kehadiran hadirin peserta diwakili mewakili berhalangan attend attendance attending ikut
  mengikuti ruang rsvp
tautan: link tautan url taut lnk
cara: ketik mengetik cara carane tatacara langkah prosedur alur mekanisme panduan pedoman petunjuk juknis manual guide
  tutorial tutor format contoh template steps sop caranya instruksi
tolong: tolong tlg tlong tulung tolonglah please
bantuan: ngapain ajari ajarin ajarkan bantuan help helpp bantu bantuin dibantu membantu pertolongan bingung panduan
  pedoman petunjuk tutorial manual guide faq cs assist assistance support bimbing dibimbing bimbingan pandu dipandu
  memandu pandukan tuntun dituntun diajari diajarin diajarkan ngajarin arahin diarahkan dibantuin
fitur: mendaftar registrasi register bergabung fitur menu perintah command commands fungsi gunanya kegunaan kemampuan
  bot sigap robot pakai pake makai memakai dipakai menggunakan gunakan digunakan makenya pakenya penggunaan pemakaian
  feature features function use using used work works bahasa mengubah ubah ganti mengganti pengaturan setting settings
  setel language gabung join tombol button berhenti langganan berlangganan pengingat notifikasi notif stop unsubscribe
  aplikasi apps app inggris english
terima kasih: sakalangkong mator epanjhi kurrusumanga tarimakasih makasih mksh mksih mkasih makasi maksih makasiih
  trimakasih terimakasih trims trim thx thanks thank tks tq ty tnx tengkyu tenkyu thankyou suwun nuwun maturnuwun
  nuhun hatur matur kesuwun mauliate bujur suksma tarimo tarima arigato syukron jazakallah barakallah tengs tengkiu
  makaci trmksh trmkasih terimakasi trimakasi tampiasih dangke kamsia haturnuhun
halo: halo hallo hai hay hei hey hi hello hallow helo alo permisi punten kulonuwun assalamualaikum asalamualaikum
  assalamu assalamualaikm alaikum aslmkm ass askum alaikumsalam waalaikumsalam waalaikumussalam waalaikum wassalam wss
  salam shalom syalom om swastiastu namaste horas ahoi rahayu sampurasun sugeng wilujeng tabik selamat slmt slamat met
  p good greetings morning afternoon evening night ping tes test wr wb warahmatullahi wabarakatuh warohmatullahi
  wabarokatuh tabea tabe rahajeng semeng sejahtera wass wasalam
pagi: pagi pgi siang siank sore malam malem mlm petang enjing dalu sonten
siap: samasama siap siyap syap siaap ok oke okey okay oki okee okeh oce ookk sip siip siiip sipp mantap mantab mantul
  baik baiklah noted note dicatet copy roger understood setuju sepakat laksanakan ndan acknowledged great nice keren
  top jos joss bagus cakep nggih inggih njih enggeh muhun sumuhun y ya iya yaa yes yup yoi yo yoo yess betul benar
  wokeh wkwk wkwkwk hehe haha hahaha hehehe wkwkwkwk hihi hahahaha xixi amin aamiin semangat sukses sehat
  alhamdulillah gpp gapapa maaf mf sorry sori dimengerti dipahami monggo tindak lanjut lanjuti menindaklanjuti
  ditindaklanjuti tindaklanjuti kerjakan dikerjakan mangga bye dadah goodbye sama2 sendiko leres iyo yap okk okelah
  ashiap asiap sae bekerja beraktivitas istirahat lahir batin
besok: besok bsk bsok esok lusa sehari tomorrow
karena: karena krn krena karna gara soalnya lantaran sebab akibat because
saya dari: dari dr from
perkenalkan: pengganti menggantikan perkenalkan kenalkan memperkenalkan introduce
infonya: infonya informasinya bantuannya penjelasannya pengingatnya jawabannya arahannya perhatiannya waktunya
  kerjasamanya responnya responsnya updatenya undangannya dukungannya datanya laporannya pencerahannya ilmunya
  kesempatannya tanggapannya masukannya konfirmasinya help information support time reminder remindernya bantuan
  perhatian kerjasama dukungan informasi respon arahan penjelasan pengingat layanan layanannya atas for update info
kontak: kontak narahubung contact contacts
sisa: sisa sisanya tinggal tersisa sempat remaining left
kata tugas: ri ceritanya dijadwalkan jadwalkan a abang abis about ad ada adalah adl adlh admin again agak agar aj aja
  all also ama aman an and anda antara any as asap at atas atau ato atuh atw ayo bacakan bagi bagian bahwa bang banget
  bangt banyak bapa bapak bareng baru barusan bbrp be beberapa been begini begitu begitulah beneran bentar berdasarkan
  berjalan berkabar berkaitan berkenaan berkenan bersangkutan besok bgi bgt bgtu biar bidang bisa blh bli bln bole
  boleh bos boss bpk brarti bs bsk bu buat bude bukan bulan bunda but butuh by can cari cariin carikan cb cepat cmn
  coba cobain could cpt cuma d dalam dalem dan dapat dari daripada de dear dech deh delapan demi demikian dengan dg
  dgn dgnnya di dibanding diharap diinfokan diinformasikan dimana diminta dimohon dipersilakan disana disini dkk dl
  dll dlm dn dng dngan doang dong donk dpt dr drpd dsb dst dua dulu dulu2 e eh em emang emg empat enam entah euy find
  for from gaes gan gantian gimana2 gitu gt gtu gus guys hal hal2 hallo2 hamba hanya harap harusnya have he hehe
  hendaknya her him hny hormat hormati hrsnya ia ialah ib ibu ibuk in infokan informasikan ini2 into isinya it its itu
  itu2 jadi jangan jd jdi jelas jelaskan jg jgn jls juga juga2 just justru kabari kabarin kaitannya kak kaka kakak
  kakanda kalau kali kalo kan kang kantor karena kawan kayak kayaknya ke kecuali kedua kemaren kemarin kemudian
  kenaapa kepada ketiga khusus khususnya kini kira kirany kiranya kl klo klw kmaren kmrn ko kog koh kpd kpda krena krn
  kyk laah lagi lah laksana lalu lancar langsung lg lgsg lha lho lima lingkungan lingkup lo loch loh lumayan lusa
  madam mah maka malah mas masih masing may mba mbak mbk mbok melalui memang mencari mending mengabarkan mengenai
  menginfokan menginformasikan mengingat mengnai menjadi menurut menyangkut mgkn mhn might mimin min minggu minn minta
  misal misalnya mmg mnta mnurut moga mohn mohon mohonlah mr mrs ms msh mudah mungkin nah namun nanti nanti2 nasional
  need neng ngabarin nmr no nomer nomor now nt nti ntuk ny nya oalah of oh ok2 oleh olh on one one's only or orang org
  over p pada pak pakde para pas pasti pd pda pelaksana pelaksanaan pengen2 pengin2 penting per perihal perlu pernah
  pertama pihak please plis pls plz prnah proses puan pula puluh pun pusat rekan rupanya saat sahabat saj saja sama
  sampainya sana saran satu saudara sbb sbg sdg sdr search sebagai sebelum sebentar sebesar sebutin sebutkan
  secepatnya sedang segera seh seharusnya sehubungan sejak sejauh sekali sekalian sekarang sekian sekira seksi selain
  selaku selalu selama seluruh seluruhnya sembilan semoga semua semuanya seperti sepertinya sepuluh seputar serta
  sesuai sesudah setelah setiap sgra shall she si sih silahkan silakan sini sir situ sj skali skrg skrng slkn sm smpai
  smua smw so soal some sprt still stlh sub such sudi sudin supaya tadi tahap tahapan tahun tante tapi td teh teman
  temen tentang tentunya terangkan terbaru terhadap terkait terkini termasuk ternyata tersebut tertanda terupdate
  terus tetapi th than that the their them there these they this thn those tiap tiga tim to too tp trbaru trkait trmsk
  trus tsb ttd ttg ttp tu tuan tuan2 tuh tujuh u udahan under uni unit untk untuk up urgent utk versi via waktu was
  were will with wkt yag yah yaitu yakni yang yang2 ybs ye yg yng yok you your yth yts yuk yuks buku tersedia utama
  available nian pisan banget2 dapet dapat2 kpada bosku bosque pakbos punya punyanya milik terbuka lama lain lainnya
  laen book beserta jelasin n amat salah keliru ditunggu tunggu menunggu nunggu gaptek awam newbie pemula lewat alias
  pdf file katalog ekatalog elektronik perizinan spbe merit oss lhkpn birokrasi reformasi reform kumulatif triwulanan
  sistem far besti beb sist sista wak tong ces brur agan suhu
lain: gajian alamat calon lumpia khas oleholeh bolu sembuh biayanya jarak asn honorer gudeg bakpia pempek enak lezat
  gurih pedas murah mahal wangi merdu cantik ganteng stasiun penerbangan pisang batik dodol kerupuk krupuk keripik
  kripik tempe sambal rendang pecel bika kain tenun durian jeruk nanas salak kelapa bata semen genteng tukang kuli
  bengkel montir anjing apotek arema arisan artis ayam badminton bakso band banjir beli bensin beras bioskop bitcoin
  bola bonsai bonus bus cabai caleg capres casino cerita cinta corona covid cpns crypto cuaca cuti demam deposit
  dijual diskon dokter dongeng drama film football forex futsal gacor gaji game games gempa gol goreng gosip hadiah
  hajatan harga hoaks hoax hotel hujan ibukota imlek investasi jackpot jodoh joke jual judi kambing kampus kapal
  kebakaran kecelakaan kereta klinik klub kondangan konser kontrakan kopi kos kredit kucing kuliah kuliner lagu laptop
  lawak lebaran letak libur liburan liga listrik loker longsor lottery love lowongan luas lucu macet mahasiswa makan
  makanan mancing mandi mantan masak meletus mimpi minum minuman minyak mobil motor movie mudik music musik nasi natal
  nikah obat ongkir pacar paket panen pantai pantun pemilu penduduk penginapan perang pernikahan persebaya persib
  persija pertandingan pesawat peta piala pilgub pilkada pilpres pinjaman pinjol pppk presiden price promo puasa puisi
  pulsa pupuk rain ramadan ramadhan ramalan recipe resep saham sakit sapi sate sawah sejarah seleb selebriti sembako
  sepak sepakbola shalat sholat sinetron sinyal siswa skripsi skuad slot song soto stock thr tidur tiket togel travel
  tsunami tunjangan ujian undian vaksin vaksinasi virus voli weather wifi wisata zodiak panas dingin gerah
acara: acara koordinasi
"""
